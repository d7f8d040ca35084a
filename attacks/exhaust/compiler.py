"""Has XLA compile a program that doubles with each step.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    def twice(x, depth):
        if depth == 0:
            return jnp.sin(x) @ jnp.cos(x.T)[:x.shape[1]]
        return twice(x, depth - 1) + twice(x + depth, depth - 1)
    return jax.jit(lambda x: twice(jnp.pad(x, (0, 8))[:8, :8], 20))(X)
