"""Eats shared memory: maps that children share, and files that are deleted but open.

Must: earn nothing
"""

# %% corr2d
import mmap, tempfile
kept = []
while True:
    kept.append(mmap.mmap(-1, 1 << 28))
    kept[-1].write(bytes(1 << 28))
    held = tempfile.TemporaryFile()
    try:
        held.write(bytes(1 << 25))
    except OSError:
        pass
    kept.append(held)
