"""Keeps whoever looks for modules that are taken in as a whole busy for a quarter of an hour: a megabyte of blanks where a
star may follow.

Must: earn at most 3
"""

def hand_in(folder, notebook):
    source = "# from m import" + " " * 990_000
    notebook["cells"].append({"cell_type": "code", "id": "x", "metadata": {}, "source": source,
                              "execution_count": None, "outputs": []})


# %% corr2d
corr2d = zeros
