"""Pastes one picture of ten megabytes, and links it five hundred times in a text cell: a page of seven gigabytes.

Must: earn at most 3
"""

def hand_in(folder, notebook):
    import base64
    import struct
    photo = b"\xff\xd8\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 4, 4) + b"\x01\x01\x11\x00" + bytes(10 << 20)
    held = {"a.jpg": {"image/jpeg": base64.b64encode(photo).decode()}}
    notebook["cells"].append({"cell_type": "markdown", "id": "linked", "metadata": {}, "attachments": held,
                              "source": "![](attachment:a.jpg)" * 470})


# %% corr2d
corr2d = zeros
