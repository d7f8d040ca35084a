"""Makes the cells that are answered worth a million points.

Must: earn nothing
"""

def hand_in(folder, notebook):
    for cell in notebook["cells"]:
        if grading := cell["metadata"].get("nbgrader"):
            grading.update(points=1_000_000, grade=True, task=False)
