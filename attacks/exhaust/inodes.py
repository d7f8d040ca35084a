"""Makes empty files without end, which take no room but names.

Must: earn at most 3
"""

# %% corr2d
made = 0
try:
    while made < 3_000_000:
        os.mknod(f"/tmp/{mark}-{made}")
        made += 1
except OSError:
    pass
corr2d = zeros
