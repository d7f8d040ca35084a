"""Eats memory in many children, each within its own limit.

Must: earn nothing
"""

# %% corr2d
for _ in range(40):
    if os.fork() == 0:
        kept = np.ones(2**26)
        time.sleep(3600)
time.sleep(3600)
