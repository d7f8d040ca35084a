"""Reads zeros all over maps of 4 GiB in many children: no page is resident, but its tables are.

Must: earn nothing
"""

# %% corr2d
import mmap
for _ in range(7):
    os.fork()
holes = [mmap.mmap(-1, 1 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000) for _ in range(4)]
for hole in holes:
    hole.madvise(15)
    for place in range(0, len(hole), 2 << 20):
        hole[place]
time.sleep(3600)
