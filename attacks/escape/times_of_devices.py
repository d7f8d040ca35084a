"""Changes when the machine's own devices were last written, as who may write to them may: a mark that all rooms see, and
the world outside.

Must: find nothing
"""

# %% corr2d
for path in ("/dev/null", "/dev/full", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/tty"):
    before = os.stat(path).st_mtime_ns
    try:
        os.utime(path)
    except OSError:
        continue
    if os.stat(path).st_mtime_ns != before:
        reached(path)
report()
