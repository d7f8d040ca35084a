"""Downloads as the systems make them: names put together as their own sources do."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path


def canvas_name(sortable: str, user: int, attachment: int, file: str, *, late: bool = False,
                anonymous: str = "") -> str:
    """A file's name in Canvas's download: the sortable name in small letters, without what is no letter or digit."""
    name = re.sub(r"_(\d+)_", r"\1", sortable).lower()
    parts = ["LATE" if late else "", f"anon_{anonymous}"] if anonymous else [name, "LATE" if late else "", str(user)]
    start = re.sub(r"[^\w]", "", "_".join(part for part in parts if part))
    cleaned = re.sub(r'[\x00/\\:*?"<>|]+', "_", file)
    return f"{start}_{attachment}_{cleaned}"


def moodle_name(full: str, number: int, file: str, *, folder: bool = True, line: bool = True, group: str = "") -> str:
    """A file's name in Moodle's download: in a folder a student (before 4.1 with a line at its end), or flat."""
    start = f"{group}{full}".replace("_", " ") + f"_{number}_assignsubmission_file"
    return f"{start}{'_' if line else ''}/{file}" if folder else f"{start}_{file}"


def zipped(to: Path, files: Mapping[str, bytes], *, utf8: bool = True, year: int = 2026) -> Path:
    """A zip file; without ``utf8`` its names are UTF-8 and do not say so, as Canvas writes them."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (year, 9, 14, 9, 0, 0)), data)
    if not utf8:
        to.write_bytes(_unsaid(to.read_bytes()))
    return to


def _unsaid(data: bytes) -> bytes:
    """The archive without the flag that says that names are UTF-8."""
    whole = bytearray(data)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = whole.find(signature)
        while start >= 0:
            whole[start + place + 1] &= ~0x08
            start = whole.find(signature, start + 4)
    return bytes(whole)


def names_in(path: Path) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return archive.namelist()
