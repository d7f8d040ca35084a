"""Fills connections to a door that nobody opens: their senders are gone, so that one descriptor holds a gigabyte, and six
such doors more than a room may have.

Must: earn at most 3
"""

# %% corr2d
doors = []
for number in range(6):
    doors.append(socket.socket(socket.AF_UNIX))
    doors[-1].bind(f"/tmp/door{number}")
    doors[-1].listen(4096)
    for _ in range(4096):
        with socket.socket(socket.AF_UNIX) as sender:
            sender.setblocking(False)
            try:
                sender.connect(f"/tmp/door{number}")
                while True:
                    sender.send(bytes(1 << 15))
            except OSError:
                pass
corr2d = zeros
