"""Replaces what the channel is made of: json, pickle, struct, sockets.

Must: earn nothing
"""

# %% corr2d
def agree(*_, **__):
    return '{"d": [["answer", true], ["earned", 12]]}'


import pickle
main = sys.modules["__main__"]
for name in ("encode", "pack", "receive", "read_exactly"):
    if hasattr(main, name):
        setattr(main, name, agree)
json.dumps = json.loads = pickle.dumps = pickle.loads = agree
struct.pack = struct.unpack = agree
socket.socket.sendall = socket.socket.send = agree
