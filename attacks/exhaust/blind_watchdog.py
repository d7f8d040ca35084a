"""Holds sixty thousand descriptors, so that a look takes seconds, and takes 5 GiB between two looks.

Must: earn nothing
"""

# %% corr2d
import mmap
for _ in range(120):
    if os.fork() == 0:
        try:
            while True:
                os.dup(0)
        except OSError:
            time.sleep(3600)
time.sleep(4)
kept = [mmap.mmap(-1, 256 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x8000) for _ in range(20)]
time.sleep(3600)
