"""Has a student's folder whose name begins with an at sign.

Must: stay harmless
"""

STUDENT = "@SUM(A1)"


def hand_in(folder, notebook):
    """The name is all."""
