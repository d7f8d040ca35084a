"""Runs for ever in its cell and ignores every signal.

Must: earn nothing
"""

# %% corr2d
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    pass
