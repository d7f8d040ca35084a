"""Returns infinities.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    return jnp.full((2, 2), jnp.inf)
