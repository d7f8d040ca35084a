"""Has a student's folder whose name begins with an at sign.

Must: stay harmless
"""

# %% corr2d
STUDENT = "@SUM(A1)"


def hand_in(folder, notebook):
    """The name is all."""
