"""Opens pseudo-terminals until there are none.

Must: earn at most 3
"""

# %% corr2d
kept = []
try:
    while True:
        kept.append(os.openpty())
except OSError:
    pass
corr2d = zeros
