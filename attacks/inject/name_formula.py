"""Has a student's folder whose name is a spreadsheet's formula.

Must: stay harmless
"""

STUDENT = "=cmd()"


def hand_in(folder, notebook):
    """The name is all."""
