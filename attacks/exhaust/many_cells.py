"""Adds nine hundred cells, nearly as many as are taken.

Must: earn nothing
"""

def hand_in(folder, notebook):
    for number in range(900):
        notebook["cells"].append({"cell_type": "code" if number < 300 else "markdown", "id": f"n-{number}",
                                  "metadata": {}, "source": f"print({number})",
                                  **({"execution_count": None, "outputs": []} if number < 300 else {})})
