"""Submissions from a download into ``submitted/``: by the roster, the newest attempt, and never over newer work."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from nbgrader.api import Gradebook
from sqlalchemy import delete

from assay.course.gradebook.lock import writing
from assay.course.gradebook.rows import opened, points_of
from assay.course.gradebook.tables import COLLECTED, note
from assay.course.lms.archive import Archive, Unreadable
from assay.course.lms.downloads import SYSTEMS, Offer
from assay.course.lms.given import Collected, collected
from assay.course.lms.people import By, People, Person, Twice
from assay.course.lms.placing import Done, Kept, place
from assay.course.places import OTHER_COPY, Course
from assay.pages.words import visible

HIDDEN = ("{system} hid the names in this download, so nobody's work could be taken of {count}: {names}. Let it show "
          "names, and download it again.")
LATE = ("Late by Canvas, which does not say when, so here they count as in time: {names}. Canvas takes off what its "
        "own late policy says.")


@dataclass
class Taken:
    """What came of a download: students by what was done for them, and sentences."""

    done: dict[Done, list[str]] = field(default_factory=lambda: {each: [] for each in Done})
    late: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """What is to be said."""
        newer = self.done[Done.NEWER]
        return [*self.said, *([LATE.format(names=", ".join(self.late))] if self.late else []),
                *([f"A newer attempt than the one collected before: {', '.join(newer)}."] if newer else []),
                ", ".join(f"{len(names)} {each.value}" for each, names in self.done.items()) + "."]


def collect(course: Course, assignment: str, system: str, path: Path) -> list[str]:
    """Puts the submissions of a download into ``submitted/``; returns what is to be said, a sentence each.

    Run again, it changes nothing. What stands there and was not collected, or is of a later attempt, stays, and that
    is said.

    Raises:
        CourseError: the file is no download of this system's, or there is no gradebook, or it does not know the
            assignment.
    """
    with opened(course) as gradebook:
        points_of(gradebook, assignment)
    with closing(Archive(path)) as archive, writing(course), opened(course) as gradebook:
        people, held = People.of(gradebook), collected(gradebook, assignment, system)
        taken = Taken()
        for person, offers in _by_person(archive, assignment, system, people, held, taken).items():
            row = _take(course, assignment, people.persons[person], offers, archive, held.get(person), taken)
            if row is not None:
                note(gradebook, COLLECTED, [{"assignment": assignment, "system": system, "student": person,
                                             "digest": row.digest, "attempt": row.attempt, "who": row.who,
                                             "page": row.page}])
                _not_theirs(gradebook, assignment, system, row, held, taken)
                gradebook.db.commit()
        absent = [visible(each) for each in people.persons if not course.submitted(each, assignment).exists()]
    return [*taken.lines(), *([f"Nothing yet from: {', '.join(absent)}."] if absent else [])]


def _not_theirs(gradebook: Gradebook, assignment: str, system: str, row: Collected, held: Mapping[str, Collected],
                taken: Taken) -> None:
    """Takes back what was noted of another student from the same account, before the roster was mended."""
    for other in held.values():
        if other.who == row.who and other.student != row.student:
            gradebook.db.execute(delete(COLLECTED).where(
                COLLECTED.c.assignment == assignment, COLLECTED.c.system == system,
                COLLECTED.c.student == other.student))
            taken.said.append(f"{visible(other.student)}: what was collected before is {visible(row.student)}'s by the "
                              f"roster of now. Remove submitted/{visible(other.student)}/{assignment}.")


def _by_person(archive: Archive, assignment: str, system: str, people: People, held: Mapping[str, Collected],
               taken: Taken) -> dict[str, list[Offer]]:
    """The files by student; what is nobody's is said."""
    before, hidden = {each.who: each.student for each in held.values()}, set[str]()
    found, unknown = defaultdict(list), set[str]()
    for each in SYSTEMS[system](archive, assignment):
        if isinstance(each, str):
            taken.said.append(each)
            continue
        try:
            # An account of before stands above a name, which is anybody's choice, and below what the roster says now.
            ids = [clue for clue in each.clues if clue[0] != By.NAME]
            person = people.find(*ids) or people.persons.get(before.get(each.who, "")) or people.find(*each.clues)
        except Twice as error:
            taken.said.append(f"{each.entry.shown}: {error}, so it was not taken. Set them apart in the roster.")
            continue
        if person is not None and (other := people.rival(person, *each.rivals)) is not None:
            both = f"{visible(person.id)}'s or {visible(other.id)}'s"
            taken.said.append(f"{each.entry.shown} may be {both} by its name, so it was not taken. Put it into "
                              "submitted/ by hand.")
        elif person is not None:
            found[person.id].append(each)
        elif not each.clues:
            hidden.add(each.who)
        elif each.who not in unknown:
            unknown.add(each.who)
            taken.said.append(f"{each.entry.shown}: the roster knows nobody of {_clue(each)}, so it was not taken. Add "
                              "the student with `make students`, and run this again.")
    taken.said[:0] = archive.said
    if hidden:
        taken.said.append(HIDDEN.format(system=system.capitalize(), count=len(hidden),
                                        names=", ".join(map(visible, sorted(hidden)))))
    return {student: offers for student, offers in sorted(found.items()) if _is_one(student, offers, held, taken)}


def _is_one(student: str, offers: Sequence[Offer], held: Mapping[str, Collected], taken: Taken) -> bool:
    """Whether all files of a student come from one account; from the same as before, where only a name is known.

    A name may be anybody's choice.
    """
    accounts = {each.who for each in offers}
    if student in held and any(by == By.NAME for each in offers for by, _ in each.clues):
        accounts.add(held[student].who)
    if len(accounts) > 1:
        shown = ", ".join(sorted(map(visible, accounts)))
        taken.said.append(f"{visible(student)}: more than one account has this name ({shown}), so nothing was taken of "
                          "them. Look which is the student's, and put it into submitted/ by hand.")
    return len(accounts) == 1


def _clue(offer: Offer) -> str:
    return " or ".join(f"the {by.value} '{visible(text)[:60]}'" for by, text in offer.clues if text)


def _take(course: Course, assignment: str, person: Person, offers: Sequence[Offer], archive: Archive,
          held: Collected | None, taken: Taken) -> Collected | None:
    """Takes the newest of a student's notebooks; returns what is to be noted of it, or None where nothing is."""
    who = visible(person.id)
    for each in (each for each in offers if not is_notebook(each)):
        taken.said.append(f"{who}: {visible(each.file)[:80]} is no notebook, so it was left in the zip file.")
    if (offer := newest([each for each in offers if is_notebook(each)], assignment)) is None:
        taken.said.append(f"{who} handed in no notebook.")
        return None
    if more := [visible(each.file)[:80] for each in offers if is_notebook(each) and each is not offer]:
        taken.said.append(f"{who} handed in more than one notebook: {visible(offer.file)[:80]} was taken, "
                          f"{', '.join(more)} left in the zip file.")
    try:
        data = archive.read(offer.entry)
    except Unreadable as error:
        taken.said.append(f"{who}: {visible(offer.file)[:80]} {error}, so it was not taken.")
        return None
    taken.late += [who] if offer.late else []
    try:
        taken.done[place(course, assignment, person.id, offer, data, held)].append(who)
    except Kept as error:
        taken.said.append(f"{who}: {error}")
        return None
    row = Collected(person.id, sha256(data).hexdigest(), offer.attempt, offer.who, offer.page)
    # The same notebook in an older download: what is noted stays, or an attempt in between would seem newer.
    return None if held and held.digest == row.digest and held.attempt > row.attempt else row


def is_notebook(offer: Offer) -> bool:
    """Whether a file is called like a notebook; whether it can be read is told when it is graded."""
    return offer.file.lower().endswith(".ipynb") and "/." not in f"/{offer.file}"


def newest(offers: Sequence[Offer], assignment: str) -> Offer | None:
    """Of a student's notebooks the newest of those named as the assignment, else the newest of all."""
    wanted = f"{assignment}.ipynb".lower()
    own = [each for each in offers if _own_name(each.file) == wanted]
    return max(own or offers, key=lambda each: (each.attempt, _copy(each.file)), default=None)


def _own_name(file: str) -> str:
    """The name of a notebook without what browsers and Canvas put behind a second copy's."""
    name = OTHER_COPY.sub(".ipynb", file.rsplit("/", 1)[-1].lower())
    return re.sub(r"-\d+\.ipynb$", ".ipynb", name)


def _copy(file: str) -> int:
    found = re.search(r"[-(](\d+)\)?\.ipynb$", file)
    return int(found[1]) if found else 0
