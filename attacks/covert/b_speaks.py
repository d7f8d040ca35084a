"""Speaks to another submission: abstract sockets, the loopback's ports, System V shared memory.

Must: find nothing
"""

# %% corr2d
until = time.monotonic() + 6
while time.monotonic() < until:
    for family, address in ((socket.AF_UNIX, "\0" + covert()), (socket.AF_INET, ("127.0.0.1", 45671))):
        try:
            with socket.socket(family) as there:
                there.settimeout(1)
                there.connect(address)
            reached("another submission: " + str(address))
        except OSError:
            pass
    if libc.shmget(int(mark[-4:], 16), 4096, 0o666) >= 0 or libc.msgget(int(mark[-4:], 16), 0o666) >= 0:
        reached("another submission: System V")
    time.sleep(0.2)
report()
