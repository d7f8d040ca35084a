"""Raises errors whose type and message are terminal escapes.

Must: earn nothing
"""

# %% corr2d
Owned = type("\x1b]0;owned\x07\x1b[2J", (Exception,), {})


def corr2d(X, K):
    raise Owned("\x1b]8;;http://evil\x07click\x1b]8;;\x07\x1b]52;c;b3duZWQ=\x07\x9b2J\r\n=cmd()\x1b[10A")


raise Owned("\x1b[2J\x1b]52;c;b3duZWQ=\x07")
