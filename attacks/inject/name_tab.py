"""Has a student's folder whose name begins with a tabulator and a formula.

Must: stay harmless
"""

STUDENT = "\t=cmd()"


def hand_in(folder, notebook):
    """The name is all."""
