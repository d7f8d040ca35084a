"""Replaces the functions of jax.numpy and numpy by ones that give zeros.

Must: earn nothing
"""

# %% corr2d
jnp.asarray = jnp.array = np.asarray = np.array = lambda *_, **__: np.zeros((2, 2), np.float32)
jax.device_put = lambda value, *_, **__: value
np.frombuffer = lambda *_, **__: np.zeros(1)


def corr2d(X, K):
    return np.asarray(X)
