"""Where a course keeps what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay.course.roomfile import RoomFile, RoomFileError, read_room_file
from assay.judge.verdict import Store
from assay.pages.words import visible
from assay.room.limits import Isolation, Limits

if TYPE_CHECKING:  # it imports pytest and NumPy, which take a second
    from assay.judge.bench import Bench

#: What makes a folder a course.
CONFIG = "nbgrader_config.py"
NAME = re.compile(r"[A-Za-z0-9_\-]+")
#: In a student's name: what nbgrader takes for a pattern, or hides.
MISLEADING = re.compile(r"[*?\[\]]|^\.")

#: What browsers and Jupyter put into the name of a second copy.
OTHER_COPY = re.compile(r"(?:[ _-]*\(\d+\)|[ _-]copy\d*)\.ipynb$")


def root_of(place: Path) -> Path | None:
    """The course that a folder lies in: the nearest folder upwards that has nbgrader's configuration."""
    return next((folder for folder in (place, *place.parents) if (folder / CONFIG).is_file()), None)


class CourseError(Exception):
    """Something an instructor can mend; its text is one sentence that says what, where, and what to do."""


def found(place: Path | None) -> Path:
    """The course at a place; without one, the course that the present folder lies in.

    Raises:
        CourseError: there is none.
    """
    root = root_of(Path.cwd()) if place is None else place.resolve()
    if root is None:
        raise CourseError(f"There is no course here: neither this folder nor one above it has a {CONFIG}. Change into "
                          "a course, name one with --course, or make one with `assay course DIR`.")
    if not (root / CONFIG).is_file():
        raise CourseError(f"{root.name} is no course folder: it has no {CONFIG}.")
    return root


@dataclass(frozen=True)
class Course:
    """An nbgrader course folder, and whether its rooms are isolated: only an explicit flag turns that off."""

    root: Path
    isolation: Isolation = Isolation.BUBBLEWRAP

    def text(self, assignment: str) -> Path:
        """The assignment as text."""
        return self.root / "source" / f"{assignment}.py"

    @property
    def assignments(self) -> list[str]:
        """The assignments' names, sorted: those that have hidden tests."""
        return sorted(path.name for path in (self.root / "autograder").glob("*") if any(path.glob("test_*.py")))

    def only_one(self) -> str:
        """The name of the course's only assignment.

        Raises:
            CourseError: it has none, or several.
        """
        names = self.assignments
        if len(names) != 1:
            raise CourseError(f"Say which assignment, with --assignment or ASSIGNMENT=…: there are {', '.join(names)}."
                              if names else "This course has no assignment yet: autograder/ holds no hidden tests.")
        return names[0]

    @property
    def cache(self) -> Path:
        """What can be made again: compiled code, staged submissions."""
        return self.root / ".cache"

    def release(self, assignment: str) -> Path:
        """What students receive."""
        return self.root / "release" / assignment / f"{assignment}.ipynb"

    def submitted(self, student: str, assignment: str) -> Path:
        """What a student handed in: a folder."""
        return self.root.joinpath("submitted", student, assignment)

    def autograded(self, student: str, assignment: str) -> Path:
        """The autograded notebook."""
        return self.root.joinpath("autograded", student, assignment, f"{assignment}.ipynb")

    def feedback(self, student: str, assignment: str) -> Path:
        """The feedback page."""
        return self.root.joinpath("feedback", student, assignment, f"{assignment}.html")

    @classmethod
    def of(cls, root: Any, config: Any) -> Course:
        """The course at ``root`` under nbgrader's configuration, where ``Judge.isolation`` may say ``none``."""
        isolation = str(config.get("Judge", {}).get("isolation", "bubblewrap"))
        return cls(Path(str(root)).resolve(), Isolation[isolation.upper()])

    @property
    def staged(self) -> Path:
        """Submissions as taken in: checked and rebuilt from the release."""
        return self.cache / "staged"

    @property
    def gradebook(self) -> Path:
        """nbgrader's database."""
        return self.root / "gradebook.db"

    @property
    def backups(self) -> Path:
        """Copies of the database, for its owner only."""
        return self.root / "backups"

    def store(self, assignment: str) -> Store:
        """The verdicts of an assignment."""
        return Store(self.root / "verdicts" / assignment)

    def bench(self, assignment: str) -> Bench:
        """The hidden tests and the reference of an assignment.

        Raises:
            CourseError: there are none of that name, or their ``room.toml`` is not as it should be.
        """
        from assay.judge import compile_cache
        from assay.judge.bench import Bench

        questions, room = self._room(assignment)
        return Bench(questions, self.root / "solutions" / assignment, room.limits, self.isolation, room.optimize,
                     compiled=compile_cache.folder(self.cache), furnishing=room.furnishing)

    def limits(self, assignment: str) -> Limits:
        """The limits of an assignment's rooms, without all that judges in them; it raises what ``bench`` does."""
        return self._room(assignment)[1].limits

    def _room(self, assignment: str) -> tuple[Path, RoomFile]:
        """The folder of an assignment's hidden tests, and what it says of their rooms."""
        if not NAME.fullmatch(assignment):
            raise CourseError(f"{assignment!r} is no assignment's name: use letters, digits, - and _ only.")
        questions = self.root / "autograder" / assignment
        if not questions.is_dir():
            raise CourseError(f"There are no hidden tests for {assignment!r}: autograder/{assignment} is "
                              f"missing. Write them, or choose another ASSIGNMENT=….")
        try:
            return questions, read_room_file(questions)
        except RoomFileError as error:
            raise CourseError(str(error)) from error

    def students(self, assignment: str) -> list[str]:
        """Who handed the assignment in, sorted; folders that nbgrader would mistake for others are left out."""
        return [name for name in self._folders(assignment) if not name_fault(name)]

    def misplaced(self, assignment: str) -> dict[str, str]:
        """What lies under ``submitted/`` where it cannot be graded: a sentence each for the instructor, by folder."""
        found = {visible(name): name_fault(name) for name in self._folders(assignment) if name_fault(name)}
        for path in sorted((self.root / "submitted").glob("*/*")):
            wanted = {assignment.lower(): assignment, f"{assignment}.ipynb".lower(): f"{assignment}/"}
            place = wanted.get(OTHER_COPY.sub(".ipynb", path.name.lower()), "")
            if place and path.name != assignment and not (path.parent / assignment).exists():
                found[visible(path.parent.name)] = (
                    f"{path.name} lies where no submission is looked for: move it to "
                    f"submitted/{visible(path.parent.name)}/{place}, and run `make autograde` again.")
        return found

    def _folders(self, assignment: str) -> list[str]:
        return sorted(path.parent.name for path in (self.root / "submitted").glob(f"*/{assignment}"))


def name_fault(name: str) -> str:
    """Why a folder under ``submitted/`` cannot be a student's, as a sentence for the instructor; "" if it can.

    nbgrader takes a student's name for a pattern, without the blanks around it: ``[ab]`` would be the student ``a``.
    """
    if MISLEADING.search(name) or name != name.strip() or not name.isprintable():
        return (f"The folder '{visible(name)[:80]}' under submitted/ cannot be graded under this name: rename it, "
                "without * ? [ ], characters that do not print, a dot in front, and blanks at its ends.")
    return ""
