"""Connects to a server on this machine, over each family and name that leads there.

Must: find nothing
"""

# %% corr2d
for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"), (socket.AF_INET, "0.0.0.0")):
    try:
        with socket.socket(family) as there:
            there.settimeout(2)
            there.connect((address, port))
        reached(address)
    except OSError:
        pass
report()
