"""Reads the number that another submission left in a counter of the machine's: the cookies of sockets.

Must: find nothing
"""

# %% corr2d
try:
    ends = socket.socketpair()
    number = struct.unpack("Q", ends[0].getsockopt(socket.SOL_SOCKET, 57, 8))[0]
    reached(f"a counter that all rooms share, which stands at {number}")
except OSError:
    pass
report()
