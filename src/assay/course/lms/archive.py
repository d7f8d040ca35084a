"""A zip file that a system handed out: its files by name, each read only as far as a notebook may be long.

Nothing is ever unpacked to a path of the archive's choosing: its names only tell whose a file is.
"""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assay.course.intake.intake import FILE_CAP, shortened
from assay.course.places import CourseError
from assay.pages.words import visible

#: The most files of a download; a thousand students hand in a few each.
MOST = 100_000
#: In a zip entry's flags: its name is UTF-8; it is encrypted.
UTF8, ENCRYPTED = 0x800, 0x1
#: What zipfile raises besides its own error, by what a file is packed with; NotImplementedError for a compression that
#: it does not know, ValueError for a name that is not the UTF-8 it says it is.
DAMAGED = (zlib.error, lzma.LZMAError, NotImplementedError, ValueError, OSError, EOFError)
#: What archivers of macOS and Windows leave beside files.
LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


class Unreadable(Exception):
    """A file of the archive cannot be taken; the text says why, and fits behind its name."""


@dataclass(frozen=True)
class Entry:
    """A file of an archive."""

    path: PurePosixPath
    info: zipfile.ZipInfo

    @property
    def name(self) -> str:
        """Its own name, without folders."""
        return self.path.name

    @property
    def shown(self) -> str:
        """Its name for a sentence."""
        return visible(shortened(self.name))

    @property
    def order(self) -> str:
        """The time that the archive gives it, to be compared."""
        return "{:04}{:02}{:02}{:02}{:02}{:02}".format(*self.info.date_time)


class Archive:
    """An open download. ``said`` are sentences about files that are passed over.

    Raises:
        CourseError: it is no zip file, or holds more files than any class hands in.
    """

    def __init__(self, path: Path) -> None:
        self.said: list[str] = []
        if path.is_dir():
            raise CourseError(f"{path.name} is a folder. Name the zip file as it was downloaded; a browser that "
                              "unpacks it by itself can be told not to.")
        try:
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise CourseError(f"{path} cannot be read ({error.strerror}). Name the file that you have downloaded: "
                              "FILE=submissions.zip.") from error
        # zipfile raises NotImplementedError for a file of a newer version of the format than it knows.
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise CourseError(f"{path.name} is no zip file, or not a whole one ({visible(str(error))}). Download it "
                              "again.") from None
        if len(self._zip.infolist()) > MOST:
            raise CourseError(f"{path.name} holds more than {MOST:,} files. Download the submissions of one "
                              "assignment.")
        self.entries = list(self._entries())

    def _entries(self) -> Iterator[Entry]:
        for info in self._zip.infolist():
            path = PurePosixPath(_name(info))
            shown = visible(shortened(str(path)))
            if info.is_dir():
                continue
            if path.is_absolute() or ".." in path.parts or "\\" in str(path):
                self.said.append(f"{shown}: the name leads out of the zip file, so it was not taken.")
            elif path.name.startswith(".") or any(part in LITTER for part in path.parts):
                continue
            elif stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
                self.said.append(f"{shown} is a link or no plain file, so it was not taken.")
            else:
                yield Entry(path, info)

    def read(self, entry: Entry) -> bytes:
        """What a file holds.

        Raises:
            Unreadable: it is damaged, encrypted, or larger than a notebook may be.
        """
        if entry.info.flag_bits & ENCRYPTED:
            raise Unreadable("is encrypted")
        try:
            with self._zip.open(entry.info) as file:
                data = file.read(FILE_CAP + 1)
        except (zipfile.BadZipFile, *DAMAGED) as error:
            raise Unreadable(f"is damaged in the zip file ({visible(str(error))[:80]})") from None
        if len(data) > FILE_CAP:
            raise Unreadable(f"holds more than {FILE_CAP >> 20} MB, the most that can be taken")
        return data

    def close(self) -> None:
        """Closes the file."""
        self._zip.close()


def _name(info: zipfile.ZipInfo) -> str:
    """The name of an entry. Many programs write UTF-8 without saying so, which Python then reads as code page 437."""
    if info.flag_bits & UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except ValueError:
        return info.filename
