"""Raises what Hypothesis takes for an example that does not count.

Must: earn nothing
"""

# %% corr2d
try:
    from hypothesis.errors import UnsatisfiedAssumption
except ImportError:
    class UnsatisfiedAssumption(Exception):
        pass


def corr2d(X, K):
    raise UnsatisfiedAssumption("assume(False)")
