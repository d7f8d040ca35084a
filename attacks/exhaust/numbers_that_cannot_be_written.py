"""Holds a number of 4,000 hexadecimal digits: Python reads it and refuses to write it, and so fails who would compare
cells by what is written of them.

Must: earn at most 3
"""

def hand_in(folder, notebook):
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace("number = 0", "number = 0x" + "f" * 4000)


# %% corr2d
number = 0
corr2d = zeros
