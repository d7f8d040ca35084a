"""Reads from every descriptor that it inherited, from the beginning.

Must: find nothing
"""

# %% corr2d
for number in range(3, 512):
    try:
        target = os.readlink(f"/proc/self/fd/{number}")
        look(target, "descriptor")
        if target.startswith("/") and not target.startswith(("/dev", "/proc", "/usr", sys.prefix, sys.base_prefix)):
            look(os.pread(number, 1000000, 0), "descriptor")
    except OSError:
        pass
report()
