"""Gives its cells ids, tags and names that are HTML, paths and the ids of others.

Must: stay harmless
"""

def hand_in(folder, notebook):
    evil = "<script>alert(1)</script>"
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"].update(name=evil, tags=[evil, "given", "picture", "remove-cell", "raises-exception"],
                                collapsed=evil, jupyter={"source_hidden": evil}, slideshow={"slide_type": evil})
        if "nbgrader" not in cell["metadata"]:
            cell["id"] = "test_corr2d" if number % 2 else f'"><script>alert({number})</script>'
