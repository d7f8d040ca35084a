"""Writes an expression a hundred thousand brackets deep, which breaks parsers.

Must: earn nothing
"""

def hand_in(folder, notebook):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "corr2d":
            cell["source"] = "(" * 100_000 + ")" * 100_000
