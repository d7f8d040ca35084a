"""Opens files until none can be opened any more.

Must: earn nothing
"""

# %% corr2d
kept = []
try:
    while True:
        kept.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    pass
corr2d = zeros
