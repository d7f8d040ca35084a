"""Hands in a pipe, for the grader to wait at.

Must: be refused
"""

import os


def hand_in(folder, notebook):
    os.mkfifo(folder / f"{folder.name}.ipynb")
    return True
