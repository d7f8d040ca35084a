"""Writes into shared memory and has its pages dropped from its own tables, where they go on living.

Must: earn nothing
"""

# %% corr2d
import mmap
kept = []
def fill(*how):
    kept.append(mmap.mmap(*how))
    for place in range(0, len(kept[-1]), 4096):
        kept[-1][place] = 1
    kept[-1].madvise(mmap.MADV_DONTNEED)
while True:
    try:
        fill(-1, 1 << 28)
    except OSError:
        fill(os.open("/dev/zero", os.O_RDWR), 1 << 28)
