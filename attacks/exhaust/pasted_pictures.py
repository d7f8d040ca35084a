"""Pastes pictures into its text cells that claim 50,000 by 50,000 pixels, and forty that claim 64 million each.

Must: earn at most 3
"""

def hand_in(folder, notebook):
    import base64
    import struct
    import zlib

    def chunk(kind, data=b""):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    def png(side):
        header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND")

    huge = base64.b64encode(png(50_000)).decode()
    photo = b"\xff\xd8\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 50_000, 50_000) + b"\x01\x01\x11\x00"
    large = base64.b64encode(png(8000)).decode()
    pasted = [{"a.png": {"image/png": huge}, "b.jpg": {"image/jpeg": base64.b64encode(photo).decode()}}]
    pasted += [{"a.png": {"image/png": large}}] * 40
    for number, held in enumerate(pasted):
        source = " ".join(f"![x](attachment:{name})" for name in held)
        notebook["cells"].append({"cell_type": "markdown", "id": f"pasted{number}", "metadata": {}, "source": source,
                                  "attachments": held})


# %% corr2d
corr2d = zeros
