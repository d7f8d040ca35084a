"""Has a student's folder whose name is a pattern that matches others.

Must: stay harmless
"""

STUDENT = "[ab]*"


def hand_in(folder, notebook):
    """The name is all."""
