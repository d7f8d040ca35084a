"""Runs one call in C that takes 2^50 steps and holds the interpreter's lock.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    return re.match(r"(a+)+$", "a" * 50 + "b") or 9**9**9
