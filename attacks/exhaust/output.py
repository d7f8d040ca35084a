"""Prints 200 MB, to standard output, to standard error and to the descriptors below them.

Must: earn at most 3
"""

# %% corr2d
for number in range(50_000):
    print("x" * 1023)
    print("y" * 1023, file=sys.stderr)
    os.write(1, b"z" * 1023 + b"\n")
    os.write(2, b"z" * 1023 + b"\n")
corr2d = zeros
