"""Eats memory, page after page.

Must: earn nothing
"""

# %% corr2d
hoard = []
while True:
    hoard.append(np.ones(2**24))
