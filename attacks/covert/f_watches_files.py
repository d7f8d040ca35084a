"""Hears what other rooms open: compiled code, the interpreter, the machine's commands.

Must: find nothing
"""

# %% corr2d
import fcntl
for name, listener in (("inotify_init", ()), ("inotify_init1", (0,)), ("fanotify_init", (0, 0))):
    if getattr(libc, name)(*listener) >= 0:
        reached(name)
for folder in ("/usr/bin", "/room/compiled", sys.prefix, "/dev"):
    try:
        fcntl.fcntl(os.open(folder, os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_ACCESS | fcntl.DN_MULTISHOT)
        reached(f"{folder} by F_NOTIFY")
    except OSError:
        pass
report()
