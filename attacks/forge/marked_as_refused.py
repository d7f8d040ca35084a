"""Marks its notebook as one that could not be read, so that a person looks and not the judge.

Must: earn nothing
"""

def hand_in(folder, notebook):
    notebook["metadata"]["grading"] = {"notes": [], "refused": ""}


# %% corr2d
corr2d = zeros
