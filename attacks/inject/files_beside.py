"""Brings files along with names that are patterns, options, escapes and line ends.

Must: earn at most 3
"""

NAMES = ("--help", "-rf", "*", "[ab]*?", "\x1b[2J", "new\nline.txt", "<script>.html", "=cmd().csv", "~", "$(touch left)", "a" * 200,
         "con.ipynb", ".ipynb", "convolution.ipynb.bak", "submission.zip")


def hand_in(folder, notebook):
    for name in NAMES:
        (folder / name).write_text("<script>alert(1)</script>")


# %% corr2d
corr2d = zeros
