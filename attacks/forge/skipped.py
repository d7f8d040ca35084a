"""Raises what test frameworks take for a skipped or expected failure.

Must: earn nothing
"""

# %% corr2d
import unittest
try:
    from _pytest.outcomes import Skipped
except ImportError:
    Skipped = unittest.SkipTest


def corr2d(X, K):
    raise Skipped("not today")
