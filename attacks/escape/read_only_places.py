"""Writes where rooms may only read: Python itself, /usr, /etc, /room, devices.

Must: find nothing
"""

# %% corr2d
import fcntl
places = [sys.prefix, os.path.dirname(np.__file__), os.path.dirname(os.__file__), sys.executable, "/usr/bin/env", "/etc/passwd",
          "/etc/ld.so.preload", "/room", "/room/compiled", "/", "/dev", "/proc", "/var", "/run", "/home", "/opt", "/usr/lib"]
for place in places:
    path = os.path.join(place, mark) if os.path.isdir(place) else place
    for flags in (os.O_WRONLY | os.O_CREAT, os.O_RDWR, os.O_WRONLY | os.O_TRUNC | os.O_CREAT):
        try:
            os.close(os.open(path, flags, 0o777))
            reached(path)
        except OSError:
            pass
    for change in (lambda: os.chmod(place, 0o777), lambda: os.utime(place), lambda: os.link(place, "/tmp/linked"),
                   lambda: os.rename(place, place + "x"), lambda: os.setxattr(place, "user.x", b"x")):
        try:
            before = os.stat(place).st_mtime_ns, os.stat(place).st_ctime_ns
            change()  # a room says of utime that it is done, and does nothing: what counts is what stands there
            after = os.stat(place).st_mtime_ns, os.stat(place).st_ctime_ns
            if before != after or os.path.exists("/tmp/linked"):
                reached("changed " + place)
        except OSError:
            pass
report()
