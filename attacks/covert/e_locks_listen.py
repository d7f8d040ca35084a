"""Hears a room beside it by trying locks and leases on files that both may only read.

Must: find nothing
"""

# %% corr2d
import fcntl
until = time.monotonic() + 6
while time.monotonic() < until:
    for path in (sys.executable, "/usr/bin/env", os.__file__, "/dev/null", *glob.glob("/room/compiled/*")[:1]):
        with open(path, "rb") as file:
            for name, attempt in (
                ("flock", lambda: fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)),
                ("record lock", lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)),
                ("record lock asked for", lambda: fcntl.fcntl(file, fcntl.F_GETLK, bytes(64))),
                ("lock of an open file", lambda: fcntl.fcntl(file, 36, bytes(64))),
                ("lease", lambda: fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)),
            ):
                try:
                    attempt()
                    reached(f"{path} by a {name}")
                except BlockingIOError:
                    reached(f"another submission by a {name} on {path}")
                except OSError:
                    pass
    time.sleep(0.2)
report()
