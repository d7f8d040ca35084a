"""Has a student's folder whose name is terminal escapes.

Must: stay harmless
"""

STUDENT = "\x1b]0;owned\x07\x1bcx"


def hand_in(folder, notebook):
    """The name is all."""
