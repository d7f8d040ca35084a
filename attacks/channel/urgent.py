"""Sends a byte out of band on the judge's channel, so that there seems to be something to read, and answers nothing more.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    for sock in channel():
        try:
            sock.send(b"!", socket.MSG_OOB)
        except OSError:
            pass
    time.sleep(1000)
