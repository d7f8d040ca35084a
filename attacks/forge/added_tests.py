"""Adds graded cells of its own, with points and passing outputs.

Must: earn nothing
"""

def hand_in(folder, notebook):
    for number in range(5):
        grading = {"grade": True, "grade_id": f"test_mine_{number}", "points": 100, "schema_version": 3,
                   "solution": False, "locked": True, "task": False}
        result = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "100"}}
        notebook["cells"].append({"cell_type": "code", "id": f"mine-{number}", "metadata": {"nbgrader": grading},
                                  "execution_count": 1, "outputs": [result], "source": "100.0"})
