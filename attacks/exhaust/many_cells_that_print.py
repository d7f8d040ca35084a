"""Prints a megabyte in each of nine hundred cells, none of which prints too much.

Must: earn at most 3
"""

def hand_in(folder, notebook):
    added = [{"cell_type": "code", "id": f"print{number}", "metadata": {}, "outputs": [], "execution_count": None,
              "source": "print('x' * 1_000_000)"} for number in range(900)]
    notebook["cells"] += added


# %% corr2d
corr2d = zeros
