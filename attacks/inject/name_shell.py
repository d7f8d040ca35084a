"""Has a student's folder whose name make and the shell would run.

Must: stay harmless
"""

STUDENT = "$(shell touch left_behind)`touch left_behind`; touch left_behind #"


def hand_in(folder, notebook):
    """The name is all."""
