"""Listens for another submission: abstract sockets, the loopback's ports, System V shared memory.

Must: earn at most 3
"""

# %% corr2d
servers = []
for family, address in ((socket.AF_UNIX, "\0" + covert()), (socket.AF_INET, ("127.0.0.1", 45671))):
    try:
        servers.append(socket.socket(family))
        servers[-1].bind(address)
        servers[-1].listen()
    except OSError:
        pass
libc.shmget(int(mark[-4:], 16), 4096, 0o1666)
libc.msgget(int(mark[-4:], 16), 0o1666)
time.sleep(6)
corr2d = zeros
