"""Types a command into the terminal of whoever grades.

Must: find nothing
"""

# %% corr2d
import fcntl, termios
for name in ("/dev/tty", "/dev/console", "/dev/pts/0", "/dev/pts/1", "/proc/self/fd/0", "/proc/self/fd/2"):
    try:
        there = os.open(name, os.O_RDWR | os.O_NOCTTY)
        for letter in b"touch /tmp/" + mark.encode() + b"\n":
            fcntl.ioctl(there, termios.TIOCSTI, bytes([letter]))
        reached(name)
    except OSError:
        pass
report()
