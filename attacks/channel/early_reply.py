"""Has a thread answer each request before its function is called.

Must: earn nothing
"""

# %% corr2d
def answer_ahead():
    for number in range(1, 2000):
        say(right(number))


threading.Thread(target=answer_ahead, daemon=True).start()


def corr2d(X, K):
    return zeros(X, K)
