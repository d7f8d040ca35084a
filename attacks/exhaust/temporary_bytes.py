"""Fills /tmp and /dev/shm, with many files and with large ones.

Must: earn at most 3
"""

# %% corr2d
for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run", "/dev"):
    for number in range(40):
        try:
            with open(f"{folder}/{mark}-{number}", "wb") as file:
                while True:
                    file.write(bytes(1 << 20))
        except OSError:
            pass
corr2d = zeros
