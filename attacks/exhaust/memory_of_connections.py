"""Fills connections over the loopback, whose bytes the kernel keeps.

Must: earn at most 3
"""

# %% corr2d
kept = []
for family in (socket.AF_INET, socket.AF_INET6):
    for protocol in (0, 6, 132, 262):
        try:
            server = socket.socket(family, socket.SOCK_STREAM, protocol)
            server.bind(("localhost", 0))
            server.listen()
            for _ in range(150):
                there = socket.socket(family, socket.SOCK_STREAM, protocol)
                there.connect(server.getsockname())
                kept += [there, server.accept()]
                there.setblocking(False)
                while True:
                    there.send(bytes(1 << 18))
        except OSError:
            pass
for pair in ((socket.AF_INET, socket.SOCK_DGRAM, 136), (socket.AF_TIPC, socket.SOCK_STREAM, 0)):
    try:
        kept.append(socket.socketpair(*pair))
    except OSError:
        pass
corr2d = zeros
