"""A pair of names is one text with a comma between.

You join the two names with a comma and split them again. A name may hold a comma itself: keep the pair as a tuple.
"""

FAILS = {"confusion": ["pairs", "counts"]}


# %% confusion
def confusion(truth, predicted):
    found = {}
    for text in map(",".join, zip(truth, predicted)):
        found[text] = found.get(text, 0) + 1
    return {tuple(text.split(",")): count for text, count in found.items()}
