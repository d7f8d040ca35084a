"""Fills letter boxes with what eleven senders sent who are gone: two megabytes for one descriptor.

Must: earn at most 3
"""

# %% corr2d
boxes = []
for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
    try:
        for number in range(400):
            boxes.append(socket.socket(socket.AF_UNIX, kind))
            boxes[-1].bind(f"/tmp/box{kind}-{number}")
            for _ in range(11):
                with socket.socket(socket.AF_UNIX, kind) as sender:
                    sender.setblocking(False)
                    sender.connect(f"/tmp/box{kind}-{number}")
                    try:
                        sender.send(bytes(200_000))
                    except BlockingIOError:
                        pass
    except OSError:
        pass
corr2d = zeros
