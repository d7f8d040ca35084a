"""Prints a colour code for every letter, one code of half a million numbers, and raises an error of both.

Must: earn nothing
"""

# %% corr2d
codes = "\x1b[1;31mx" * 100_000
long_code = "\x1b[" + "0;" * 100_000 + "m"
print(codes)


def corr2d(X, K):
    raise ValueError(codes)


class Coloured(Exception):
    def _render_traceback_(self):
        return [codes[:200_000], long_code]


raise Coloured(long_code)
