"""Keeps those busy who read its cells by patterns: lines of 40,000 blanks, a megabyte of fences that nothing closes,
formulas of 10,000 braces.

Must: earn at most 3
"""

def hand_in(folder, notebook):
    texts = [("code", " " * 40_000 + "x(")] * 6 + [("markdown", "```a\n" * 50_000)]
    texts += [("markdown", "$ \\\\[" + "{" * 9_900 + "$")] * 20 + [("markdown", "\\begin{" + " " * 9_900)] * 20
    for number, (kind, source) in enumerate(texts):
        notebook["cells"].append({"cell_type": kind, "id": f"x-{number}", "metadata": {}, "source": source,
                                  **({"execution_count": None, "outputs": []} if kind == "code" else {})})


# %% corr2d
corr2d = zeros
