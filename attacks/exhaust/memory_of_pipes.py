"""Fills pipes, as large as they can be made, in many children.

Must: earn nothing
"""

# %% corr2d
import fcntl
for _ in range(6):
    os.fork()
kept = []
try:
    while True:
        kept.append(os.pipe())
        try:
            fcntl.fcntl(kept[-1][1], 1031, 1 << 20)
        except OSError:
            pass
        os.set_blocking(kept[-1][1], False)
        os.write(kept[-1][1], bytes(1 << 20))
except OSError:
    time.sleep(3600)
