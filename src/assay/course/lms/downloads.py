"""Whose the files of a download are, as each system names them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from nbgrader.utils import parse_utc

from assay.course.lms.archive import Archive, Entry, Unreadable
from assay.course.lms.people import By
from assay.course.places import CourseError

#: nbgrader's own form of a time.
TIME = "%Y-%m-%d %H:%M:%S.%f UTC"
METADATA = "submission_metadata.yml"


@dataclass(frozen=True)
class Offer:
    """A file that somebody handed in.

    ``who`` is the system's own number or name for the student, ``clues`` are what the roster may know of them; without
    any, the download hides who it is. ``rivals`` are clues to somebody else whom the name may mean as well: who may
    change the own name can write numbers into it, and Moodle's numbers are others in each assignment. ``file`` is the
    name that the student gave it, ``attempt`` grows with each attempt, ``time`` is when it was handed in, "" where the
    system does not say. ``page`` is the name under which the system takes the feedback page back, or "".
    """

    entry: Entry
    file: str
    who: str
    clues: tuple[tuple[By, str], ...]
    attempt: str
    late: bool = False
    time: str = ""
    page: str = ""
    rivals: tuple[tuple[By, str], ...] = ()


def canvas(archive: Archive, _: str) -> Iterator[Offer | str]:
    """``sortablename[_LATE]_USER_ATTACHMENT_file``: the first two parts that are numbers are ids, as Canvas has it."""
    for entry in archive.entries:
        parts = entry.name.split("_")
        places = [place for place, part in enumerate(parts) if part.isascii() and part.isdigit()][:2]
        anonymous = re.match(r"(?:LATE_)?anon_([A-Za-z0-9]+)_(\d+)_(.+)", entry.name)
        if anonymous:
            yield Offer(entry, anonymous[3], f"anon {anonymous[1]}", (), anonymous[2].zfill(20))
        elif len(places) == 2 and 0 < places[0] == places[1] - 1 and len(parts) > places[1] + 1:
            user, attachment = parts[places[0]], parts[places[1]]
            stem, third = entry.name[:len(entry.name) - len(entry.path.suffix)], parts[places[1] + 1]
            yield Offer(entry, "_".join(parts[places[1] + 1:]), user, ((By.LMS, user),), attachment.zfill(20),
                        "LATE" in parts[1:places[0]], page=f"{stem}.html",
                        rivals=((By.LMS, attachment),) if third.isascii() and third.isdigit() else ())
        elif places and entry.name.endswith(("_text.html", "_link.html")):
            yield f"{entry.shown} is a text or a link typed into Canvas, and no file that was handed in."
        else:
            yield f"{entry.shown} is not named as Canvas names a submission, so it was not taken."


def moodle(archive: Archive, assignment: str) -> Iterator[Offer | str]:
    """``Full name_NUMBER_assignsubmission_file_/file``, or flat; older Moodles write no line behind ``file``."""
    for entry in archive.entries:
        for place, part in enumerate(entry.path.parts):
            name, *rest = part.split("_", 4)
            if len(rest) < 3 or not (rest[0].isascii() and rest[0].isdigit()) or rest[1] != "assignsubmission":
                continue
            number, _, plugin = rest[:3]
            file = "/".join([*filter(None, rest[3:]), *entry.path.parts[place + 1:]])
            if plugin != "file" or not file:
                yield f"{entry.shown} ({name[:40]}) is a text typed into Moodle, and no file that was handed in."
                break
            folder = place < len(entry.path.parts) - 1
            start = f"{part}/" if folder else "_".join([name, *rest[:3], ""])
            hidden = name.casefold() in ("participant", "")
            clues = () if hidden else ((By.NAME, name),)
            yield Offer(entry, file, number, clues, entry.order, page=f"{start}{assignment}.html", rivals=clues)
            break
        else:
            yield f"{entry.shown} is not named as Moodle names a submission, so it was not taken."


def gradescope(archive: Archive, _: str) -> Iterator[Offer | str]:
    """A folder for each submission, and a file that says whose each is; a group's is that of all its members."""
    described = _description(archive)
    told, root = _metadata(archive, described), described.path.parent
    for entry in archive.entries:
        if entry is described:
            continue
        inner = entry.path.relative_to(root).parts if entry.path.is_relative_to(root) else ()
        about = told.get(inner[0]) if len(inner) > 1 else None
        submitters = about.get(":submitters") if isinstance(about, dict) else None
        if not isinstance(about, dict) or not isinstance(submitters, list):
            yield f"{entry.shown} is in no folder that {METADATA} tells of, so it was not taken."
            continue
        time = _time(about.get(":created_at"))
        for each in (each for each in submitters if isinstance(each, dict)):
            sid, email = (str(each.get(f":{key}") or "") for key in ("sid", "email"))
            yield Offer(entry, "/".join(inner[1:]), sid or email, ((By.LOGIN, sid), (By.LMS, sid), (By.EMAIL, email)),
                        time or entry.order, time=time)


def _description(archive: Archive) -> Entry:
    """The file that says whose each submission is: above all of that name in the folders, as students may call theirs.

    Raises:
        CourseError: there is none.
    """
    named = [each for each in archive.entries if each.name == METADATA]
    if not named:
        raise CourseError(f"The zip file holds no {METADATA}, so it is not what Gradescope exports. Download it there "
                          "under Review Grades, Export Submissions.")
    return min(named, key=lambda each: len(each.path.parts))


def _metadata(archive: Archive, entry: Entry) -> dict[str, Any]:
    """What Gradescope says of its submissions, all of it as text: no tag of the file makes an object."""
    import yaml

    try:
        told = yaml.load(archive.read(entry), yaml.BaseLoader)
    except (yaml.YAMLError, Unreadable, ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise CourseError(f"{METADATA} in the zip file cannot be read. Download it again.")
    return told


def _time(text: Any) -> str:
    """A time in nbgrader's form; "" where none is said that can be read."""
    try:
        # nbgrader takes no offset behind a blank.
        return parse_utc(re.sub(r"\s+(?=[+-]\d)", "", str(text))).strftime(TIME) if text else ""
    except (ValueError, OverflowError, TypeError):
        return ""


SYSTEMS: dict[str, Callable[[Archive, str], Iterator[Offer | str]]] = {
    "canvas": canvas, "moodle": moodle, "gradescope": gradescope}
