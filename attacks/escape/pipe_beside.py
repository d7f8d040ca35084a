"""Lays pipes where a time and a receipt are read, for the grader to wait at.

Must: stay harmless
"""

import os


def hand_in(folder, notebook):
    os.mkfifo(folder / "timestamp.txt")
    os.mkfifo(folder / "submission_secret.txt")
