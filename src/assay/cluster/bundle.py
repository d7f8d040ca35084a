"""What an assignment is judged by, as one file of bytes, named by its digest: a worker needs nothing else of a course.

It is a zip archive of the hidden tests, the reference, the misconceptions, the stand-ins, the files that lie in rooms,
a page of settings, and the right solutions that are to be compiled ahead. Equal courses give equal bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from assay.cluster.ahead import Style
from assay.judge import compile_cache
from assay.judge.bench import ENGINE, Bench, digest_of, versions
from assay.judge.submission import Cell
from assay.judge.verdict import canonical
from assay.room.furnishing import Furnishing
from assay.room.limits import Isolation, Limits

SETTINGS, STYLES = "settings.json", "styles.json"
#: Folders of an archive: hidden tests, what they are compared with, what lies in rooms.
TESTS, SOLUTIONS, FILES = "autograder", "solutions", "files"
#: Parts of solutions/ by which no submission is judged.
UNUSED = ("wheat", "styles.toml")
#: All archives bear this date.
EPOCH = (1980, 1, 1, 0, 0, 0)


class BundleError(Exception):
    """What is judged by is not what it should be; the text is one sentence."""


@dataclass(frozen=True)
class Bundle:
    """An assignment's bytes, and their digest."""

    data: bytes

    @property
    def digest(self) -> str:
        """SHA-256, in hex."""
        return hashlib.sha256(self.data).hexdigest()


def engine(bench: Bench) -> dict[str, Any]:
    """What has to be the same on a worker: the judge's own program, and the versions of what it runs with."""
    return {"judge": digest_of(ENGINE), "versions": dict(versions(bench.furnishing.arrays == "jax"))}


def packed(bench: Bench, styles: Sequence[Style] = ()) -> Bundle:
    """Everything that an assignment is judged by, and what is compiled ahead for it."""
    settings = {"assignment": bench.questions.name, "limits": bench.limits.as_dict(), "optimize": bench.optimize,
                "isolation": bench.isolation.name, "arrays": bench.furnishing.arrays, "engine": engine(bench),
                "packages": list(bench.furnishing.packages), "warm": list(bench.furnishing.warm),
                "files": [path.name for path in bench.furnishing.files]}
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        pages = {SETTINGS: settings, STYLES: [asdict(style) for style in styles]}
        for name, data in (*((name, canonical(page).encode("ascii")) for name, page in pages.items()), *_files(bench)):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return Bundle(found.getvalue())


def unpacked(bundle: Bundle, digest: str, home: Path) -> Bench:
    """The bench of a bundle, laid out below a folder of this machine's, where it stays for the next time.

    Args:
        bundle: what came.
        digest: what was asked for.
        home: for bundles, and for what is compiled.

    Raises:
        BundleError: it is another, it is damaged, others may write to the folder, or this environment is another than
            it was made for.
    """
    if bundle.digest != digest:
        raise BundleError("What came is not the bundle that was asked for.")
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not is_own(home):
        raise BundleError(f"{home} is another account's, or others may write there: what is judged by would be theirs. "
                          "Point XDG_CACHE_HOME to a folder of this account's own.")
    root = home / "bundles" / digest
    if not root.exists():
        root.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        making = Path(tempfile.mkdtemp(dir=root.parent))
        try:
            _extract(bundle, making)
            making.rename(root)
        except OSError:
            if not root.exists():  # else another process was first
                raise
        finally:
            shutil.rmtree(making, ignore_errors=True)
    said = json.loads((root / SETTINGS).read_text("ascii"))
    furnishing = Furnishing(said["arrays"], tuple(root / FILES / name for name in said["files"]),
                            tuple(said["packages"]), tuple(said["warm"]))
    bench = Bench(root / TESTS / said["assignment"], root / SOLUTIONS / said["assignment"], Limits(**said["limits"]),
                  Isolation[said["isolation"]], said["optimize"], compiled=compile_cache.folder(home),
                  furnishing=furnishing)
    if other := _differences(said["engine"], engine(bench)):
        raise BundleError(f"This environment is another than the one that asks: {'; '.join(other)}. Install the same "
                          "requirements.lock on both.")
    return bench


def shipped(bench: Bench) -> list[Style]:
    """The right solutions that came with the bundle of an unpacked bench."""
    found = json.loads((bench.questions.parents[1] / STYLES).read_text("ascii"))
    return [Style(said["name"], said["state"], tuple(Cell(**cell) for cell in said["cells"])) for said in found]


def is_own(folder: Path) -> bool:
    """Whether a folder is this account's, no link, and nobody else may write there."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _extract(bundle: Bundle, folder: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(bundle.data)) as archive:
            if any(PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts
                   for name in archive.namelist()):
                raise BundleError("The bundle names a file outside of itself.")
            archive.extractall(folder)
    except zipfile.BadZipFile:
        raise BundleError("The bundle is damaged.") from None


def _files(bench: Bench) -> Iterator[tuple[str, bytes]]:
    places = {TESTS: bench.questions, SOLUTIONS: bench.solutions}
    for folder, place in places.items():
        for path in sorted((*place.parent.glob("*.py"), *place.rglob("*"))):
            inside = path.relative_to(place.parent)
            if path.is_file() and "__pycache__" not in inside.parts and not (
                    folder == SOLUTIONS and len(inside.parts) > 1 and inside.parts[1] in UNUSED):
                yield f"{folder}/{inside.as_posix()}", path.read_bytes()
    for path in bench.furnishing.files:
        yield f"{FILES}/{path.name}", path.read_bytes()


def _differences(theirs: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    found = [f"{name} is {ours['versions'].get(name, 'missing')} here and {wanted} there"
             for name, wanted in theirs["versions"].items() if ours["versions"].get(name) != wanted]
    return found or ["the engine is another"] * (theirs["judge"] != ours["judge"])
