"""Hands in a megabyte of statements of two letters each, of which every one takes a kilobyte once it is read.

Must: earn nothing
"""

def hand_in(folder, notebook):
    for number in range(20):
        notebook["cells"].append({"cell_type": "code", "id": f"many-{number}", "metadata": {}, "execution_count": None,
                                  "outputs": [], "source": f"b{number}\n" + "a;" * 24_000})
