"""Writes numbers into the notebook that take for ever to read: 10^6 digits, 1e999999.

Must: earn nothing
"""

import json


def hand_in(folder, notebook):
    text = json.dumps({**notebook, "metadata": {"numbers": [0]}})
    (folder / f"{folder.name}.ipynb").write_text(text.replace("[0]", "[1e999999, -1e999999, " + "9" * 4000 + "]"))
    return True
