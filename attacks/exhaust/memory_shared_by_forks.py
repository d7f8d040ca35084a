"""Shares half a gigabyte among a hundred children, so that what they hold is slow to tell, and takes 5 GiB meanwhile.

Must: earn nothing
"""

# %% corr2d
import mmap
shared = np.ones(2**26)
for _ in range(100):
    if os.fork() == 0:
        time.sleep(3600)
kept = [mmap.mmap(-1, 256 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x8000) for _ in range(20)]
time.sleep(3600)
