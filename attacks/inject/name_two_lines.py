"""Has a student's folder whose name has two lines, the second of which looks like a row.

Must: stay harmless
"""

STUDENT = "eve\n ada_okafor  4  12  8"


def hand_in(folder, notebook):
    """The name is all."""
