"""Raises an error whose text carries two hundred marks on a letter, which rise over the points of the judge's card.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    raise ValueError("o" + "\u0338\u20dd\u0489" * 60)


# %% receptive_field
def receptive_field(kernel_sizes):
    return "o" + "\u0338" * 190
