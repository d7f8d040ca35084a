"""Has a forked child answer, now and after its parent has answered.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    if os.fork() == 0:
        for number in range(1, 400):
            say(right(number, "float32", zeros_shape(X, K), bytes(4 * int(np.prod(zeros_shape(X, K))))))
            time.sleep(0.005)
        os._exit(0)
    return zeros(X, K)


def zeros_shape(X, K):
    return (X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1)
