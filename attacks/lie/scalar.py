"""Returns a number that broadcasts.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    return jnp.float32(0)
