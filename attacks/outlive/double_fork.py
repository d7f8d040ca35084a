"""Forks twice in new sessions, so that nobody is the parent, and leaves notes everywhere.

Must: earn at most 3
"""

# %% corr2d
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 512)
        while True:
            for folder in ("/tmp", "/dev/shm", "/var/tmp", course, repository):
                leave(f"{folder}/{mark}-double-fork")
            time.sleep(0.1)
    os._exit(0)
corr2d = zeros
