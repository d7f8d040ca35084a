"""Announces a reply of 2^64 bytes, and one of 4 GB of header.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    say(frame(1, b"{}", header_size=2**32 - 1, body_size=2**64 - 1), bytes(1 << 20))
    return zeros(X, K)
