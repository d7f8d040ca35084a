"""Takes record locks by the hundred thousand, which the kernel keeps and no limit counts.

Must: earn at most 3
"""

# %% corr2d
import fcntl
try:
    for number in range(100):
        file = os.open(f"/tmp/locked-{number}", os.O_RDWR | os.O_CREAT)
        for place in range(4000, 0, -2):
            fcntl.fcntl(file, fcntl.F_SETLK, struct.pack("hhqqi", fcntl.F_WRLCK, 0, place, 1, 0))
except OSError:
    pass
corr2d = zeros
