"""Returns a number that broadcasts.

Must: earn at most 1
"""

# %% corr2d
def corr2d(X, K):
    return jnp.float32(0)
