"""Names its cells by SQL, paths and HTML instead of their questions.

Must: stay harmless
"""

def hand_in(folder, notebook):
    names = ("'; DROP TABLE grade; --", "../../../../tmp/left", "<script>alert(1)</script>", "test_corr2d\0", "=cmd()")
    graded = [cell for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]
    for name, cell in zip(names, graded, strict=False):
        cell["metadata"]["nbgrader"]["grade_id"] = name
