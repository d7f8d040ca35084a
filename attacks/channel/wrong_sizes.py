"""Answers with shapes and dtypes that do not fit the bytes: negative, huge, fractional.

Must: earn nothing
"""

# %% corr2d
calls = []
shapes = ((-1, -16), (2**62, 2**62), (2.5, 2), ("2", "2"), (True, 16), (4,) * 100, (), (0, 2**63))
dtypes = ("object", "V16", "float128", "U4", "M8[s]", "float32", "<f4", ">f4,O")


def corr2d(X, K):
    calls.append(1)
    shape, dtype = shapes[len(calls) % len(shapes)], dtypes[len(calls) // 2 % len(dtypes)]
    for thing in gc.get_objects():
        if type(thing).__name__ == "Room" and hasattr(thing, "sock"):
            number = getattr(thing, "asked", 1)
            say(*(right(each, dtype, shape) for each in range(number, number + 60)))
    return zeros(X, K)
