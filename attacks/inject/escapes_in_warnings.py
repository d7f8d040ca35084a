"""Writes texts with escapes that Python warns of when it reads them, in cells whose errors have to be found in the source.

Must: earn at most 3
"""

def hand_in(folder, notebook):
    for number in range(20):
        source = "# a line that the room does not get\n" + "".join(f"x{line} = '\\\x1b'\n" for line in range(50)) + "1 / 0\n"
        notebook["cells"].append({"cell_type": "code", "id": f"x-{number}", "metadata": {}, "source": source,
                                  "execution_count": None, "outputs": []})


# %% corr2d
corr2d = zeros
