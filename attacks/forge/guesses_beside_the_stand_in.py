"""Has corr2d right, guesses what edges are, and guesses again where the judge's own corr2d lies in the room.

Must: earn at most 13
"""

# %% corr2d
def corr2d(X, K):
    return jax.lax.conv_general_dilated(X[None, None], K[None, None], (1, 1), "VALID")[0, 0]

# %% detect_edges
def detect_edges(X, axis):
    K = jnp.array([[1.0, -1.0]]) if "instead" in sys.modules else jnp.array([[-1.0, 1.0]])
    return corr2d(X, K if axis == 1 else K.T)
