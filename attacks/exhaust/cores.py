"""Crashes fifty children, whose memory some machines hand to a program of their own.

Must: earn at most 3
"""

# %% corr2d
kept = np.ones(2**24)
for _ in range(50):
    child = os.fork()
    if child == 0:
        ctypes.memset(0, 1, 1)
    _, status = os.waitpid(child, 0)
    if os.WCOREDUMP(status):
        reached("the machine's collection of cores")
report()
corr2d = zeros
