"""Replaces the visible tests by a score, and saves their outputs with it.

Must: earn nothing
"""

def hand_in(folder, notebook):
    for cell in notebook["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        if grading.get("grade"):
            cell.update(source=f"{grading['points']}.0", execution_count=1, outputs=[
                {"output_type": "execute_result", "execution_count": 1, "metadata": {},
                 "data": {"text/plain": f"{grading['points']}.0"}}])
