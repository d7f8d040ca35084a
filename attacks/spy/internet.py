"""Sends names and packets to the world outside: DNS, UDP, TCP, ICMP, raw sockets.

Must: find nothing
"""

# %% corr2d
socket.setdefaulttimeout(2)
try:
    socket.getaddrinfo("example.com", 80)
    reached("DNS")
except OSError:
    pass
for kind, address in ((socket.SOCK_DGRAM, ("192.0.2.1", 53)), (socket.SOCK_STREAM, ("192.0.2.1", 80)),
                      (socket.SOCK_DGRAM, ("255.255.255.255", 9)), (socket.SOCK_DGRAM, ("224.0.0.251", 5353))):
    try:
        with socket.socket(socket.AF_INET, kind) as there:
            there.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            there.connect(address)
            there.send(b"hello")
        reached(str(address))
    except OSError:
        pass
for family, kind in ((socket.AF_INET, socket.SOCK_RAW), (socket.AF_PACKET, socket.SOCK_RAW), (socket.AF_NETLINK, 3)):
    try:
        socket.socket(family, kind).close()
        reached(str(family))
    except OSError:
        pass
report()
