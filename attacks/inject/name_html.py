"""Has a student's folder whose name is HTML.

Must: stay harmless
"""

STUDENT = "<img src=x onerror=alert(1)>"


def hand_in(folder, notebook):
    """The name is all."""
