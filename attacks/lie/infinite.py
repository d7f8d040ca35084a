"""Returns infinities.

Must: earn at most 1
"""

# %% corr2d
def corr2d(X, K):
    return jnp.full((2, 2), jnp.inf)
