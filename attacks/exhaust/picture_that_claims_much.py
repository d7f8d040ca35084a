"""Shows pictures of a few kilobytes that claim, and truly hold, 50,000 by 50,000 pixels; and an animation of as many.

Must: earn at most 3
"""

# %% corr2d
import base64
import struct
import zlib
from IPython.display import display


def chunk(kind, data=b""):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture(width, height, rows, more=b""):
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + chunk(b"IDAT", rows) + chunk(b"IEND")


packer = zlib.compressobj(9)
rows = b"".join(packer.compress(bytes(6251 * 1000)) for _ in range(50)) + packer.flush()
for data in (picture(50_000, 50_000, rows), picture(50_000, 50_000, rows)[:-40], picture(9, 9, rows),
             picture(4000, 3900, rows, chunk(b"fcTL", bytes(26)) * 500)):
    display({"image/png": base64.b64encode(data).decode(), "text/plain": "a picture"}, raw=True)
corr2d = zeros
