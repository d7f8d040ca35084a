"""Says that it was handed in in the year 1, to be early, and far away, to break arithmetic.

Must: stay harmless
"""

def hand_in(folder, notebook):
    (folder / "timestamp.txt").write_text("0001-01-01 00:00:00.000000 +2359")


# %% corr2d
corr2d = zeros
