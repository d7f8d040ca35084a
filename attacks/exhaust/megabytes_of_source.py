"""Hands in code of 2 MB.

Must: be refused
"""

def hand_in(folder, notebook):
    notebook["cells"].append({"cell_type": "code", "id": "long", "metadata": {}, "execution_count": None,
                              "outputs": [], "source": "x = [" + "1," * 1_000_000 + "]"})
