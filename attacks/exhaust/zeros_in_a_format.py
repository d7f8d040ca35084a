"""Writes cells that Pygments takes minutes to colour: a format of 49,000 zeros, and 24,000 lines of one blank.

Must: earn at most 3
"""

def hand_in(folder, notebook):
    sources = ["x = '%" + "0" * 49_000 + "'", "\n " * 24_000, "'" + "\\N{" * 16_000]
    for number, source in enumerate(sources):
        notebook["cells"].append({"cell_type": "code", "id": f"x-{number}", "metadata": {}, "source": source,
                                  "execution_count": None, "outputs": []})


# %% corr2d
corr2d = zeros
