"""Answers two questions in turn, 20,000 times in ten cells, so that each answer would become a cell of its own, and 1,500
cells that are each other's helpers.

Must: earn nothing
"""

def hand_in(folder, notebook):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = ""
    texts = ["corr2d = 0\nsgd_step = 0\n" * 2_000] * 10 + [f"def f{n}(): return f{n + 1}()" for n in range(1_500)]
    for number, source in enumerate([*texts, "def detect_edges(): f0()"]):
        notebook["cells"].append({"cell_type": "code", "id": f"x-{number}", "metadata": {}, "source": source,
                                  "execution_count": None, "outputs": []})
