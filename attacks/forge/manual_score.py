"""Writes scores into the metadata of the test cells and of the notebook.

Must: earn nothing
"""

def hand_in(folder, notebook):
    for cell in notebook["cells"]:
        if grading := cell["metadata"].get("nbgrader"):
            grading.update(manual_score=12.0, auto_score=12.0, extra_credit=12.0, points=12, needs_manual_grade=False)
            cell["metadata"]["score"] = 12.0
    notebook["metadata"].update(score=100, nbgrader={"score": 100, "manual_score": 100})
