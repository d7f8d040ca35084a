"""Marks its notebook as one that could not be read, so that a person looks and not the judge.

Must: earn at most 3
"""

def hand_in(folder, notebook):
    notebook["metadata"]["grading"] = {"notes": [], "refused": ""}


# %% corr2d
corr2d = zeros
