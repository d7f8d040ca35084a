"""Keeps tracers of an earlier jit and returns them later.

Must: earn at most 3
"""

# %% corr2d
kept = []


def corr2d(X, K):
    answer = zeros(X, K) + 0 * jnp.sum(X)
    if not isinstance(answer, jax.core.Tracer):
        return kept[-1] if kept else answer
    kept.append(answer)
    return answer
