"""Hands in a link to the solved notebook.

Must: be refused
"""

def hand_in(folder, notebook):
    solved = folder.parents[2] / "source" / folder.name / f"{folder.name}.ipynb"
    (folder / f"{folder.name}.ipynb").symlink_to(solved)
    return True
