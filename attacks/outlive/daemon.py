"""Leaves a process behind that ignores every signal.

Must: earn at most 3
"""

# %% corr2d
if os.fork() == 0:
    os.setsid()
    for number in range(1, 32):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        time.sleep(1)
corr2d = zeros
