"""Is right for ten calls, and returns zeros from then on.

Must: earn at most 4
"""

# %% corr2d
calls = []


def corr2d(X, K):
    calls.append(1)
    if len(calls) > 10:
        return zeros(X, K)
    return jax.lax.conv_general_dilated(X[None, None], K[None, None], (1, 1), "VALID")[0, 0]
