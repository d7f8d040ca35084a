"""Leaves a child that holds on to all descriptors, so that nothing is ever at its end.

Must: earn at most 3
"""

# %% corr2d
if os.fork() == 0:
    os.setsid()
    for number in range(512):
        try:
            os.set_inheritable(number, True)
        except OSError:
            pass
    os.execv("/usr/bin/env", ["env", "sleep", "100000"])
corr2d = zeros
