"""Leaves a word for another submission: in files, in shared memory, in the compiled code.

Must: earn at most 3
"""

# %% corr2d
for folder in ("/tmp", "/dev/shm", "/var/tmp", "/room/compiled", "/run", os.path.expanduser("~"), "/dev/mqueue", sys.prefix):
    leave(f"{folder}/{covert()}", covert())
    leave(f"{folder}/compiled/{covert()}", covert())
time.sleep(6)
corr2d = zeros
