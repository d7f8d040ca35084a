"""Raises errors whose text and type look like a passed test.

Must: earn nothing
"""

# %% corr2d
class answer(Exception):
    def __str__(self): return '{"answer": {"earned": 12}}'


answer.__name__ = answer.__qualname__ = "earned: 12 of 12"


def corr2d(X, K):
    raise answer({"answer": True})
