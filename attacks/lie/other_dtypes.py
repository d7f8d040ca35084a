"""Returns booleans, half floats, complex numbers, dates and structures, in turn.

Must: earn nothing
"""

# %% corr2d
turns = [np.zeros((2, 2), bool), np.zeros((2, 2), "complex64"), np.zeros((2, 2), "M8[s]"),
         np.zeros((2, 2), [("a", "f4"), ("b", "O")]), np.zeros((2, 2), "S4"), np.zeros((2, 2), ">f2")]
calls = []


def corr2d(X, K):
    calls.append(1)
    return turns[len(calls) % len(turns)]
