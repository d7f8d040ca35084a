"""Passes descriptors to the judge along with its bytes, by the hundred.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    held = [os.open("/dev/null", os.O_RDONLY) for _ in range(60)]
    for sock in channel():
        for _ in range(20):
            try:
                socket.send_fds(sock, [b"r"], held)
            except OSError:
                pass
    return zeros(X, K)
