"""Writes HTML, escapes and another century where the time is told.

Must: earn at most 3
"""

def hand_in(folder, notebook):
    (folder / "timestamp.txt").write_text("<script>alert(1)</script>\x1b[2J 0001-01-01 00:00:00 =cmd()\n")
    (folder / "submission_secret.txt").write_text("../../../../tmp/left")


# %% corr2d
corr2d = zeros
