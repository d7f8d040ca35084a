"""Has a student's folder whose name begins with a plus.

Must: stay harmless
"""

STUDENT = "+1+cmd()"


def hand_in(folder, notebook):
    """The name is all."""
