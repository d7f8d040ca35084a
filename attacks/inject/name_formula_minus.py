"""Has a student's folder whose name begins with a minus, as options do.

Must: stay harmless
"""

STUDENT = "-2+cmd()"


def hand_in(folder, notebook):
    """The name is all."""
