"""Raises an error whose traceback names forty long cells in turn, 45,000 times; each is written so that it would
be two hundred times as long in the judge's way of writing.

Must: earn at most 3
"""

def hand_in(folder, notebook):
    deep = "".join(" " * depth + "if 0:\n" for depth in range(40)) + " " * 40
    place = next(number for number, cell in enumerate(notebook["cells"])
                 if cell["metadata"].get("nbgrader", {}).get("grade_id") == "corr2d")
    notebook["cells"][place + 1:place + 1] = [
        {"cell_type": "code", "id": f"x-{number}", "metadata": {}, "source": f"{deep}y{number};" + "x;" * 600,
         "execution_count": None, "outputs": []} for number in range(40)]


# %% corr2d
class Named(Exception):
    def _render_traceback_(self):
        return [f"In[{number % 40 + 3}], line 1" for number in range(45_000)]


corr2d = zeros


# %% receptive_field
raise Named
