"""Hands in a zip bomb under the notebook's name.

Must: be refused
"""

import zipfile


def hand_in(folder, notebook):
    with zipfile.ZipFile(folder / f"{folder.name}.ipynb", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.ipynb", bytes(50 << 20))
    return True
