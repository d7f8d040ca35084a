"""Where a course keeps what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.roomfile import RoomFileError, read_room_file
from autograder.judge import compiled
from autograder.judge.bench import Bench
from autograder.judge.room import Isolation
from autograder.judge.verdict import Store
from autograder.report.words import visible

#: The repository: hidden tests and solutions lie here, whichever course folder is graded.
REPOSITORY = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[A-Za-z0-9_\-]+")
#: In a student's name: what nbgrader takes for a pattern, or hides.
MISLEADING = re.compile(r"[*?\[\]]|^\.")

#: What browsers and Jupyter put into the name of a second copy.
OTHER_COPY = re.compile(r"(?:[ _-]*\(\d+\)|[ _-]copy\d*)\.ipynb$")


class CourseError(Exception):
    """Something an instructor can mend; its text is one sentence that says what, where, and what to do."""


@dataclass(frozen=True)
class Course:
    """An nbgrader course folder, and whether its rooms are isolated: only an explicit flag turns that off."""

    root: Path
    isolation: Isolation = Isolation.BUBBLEWRAP

    def text(self, assignment: str) -> Path:
        """The assignment as text, in the repository."""
        return REPOSITORY / "source" / f"{assignment}.py"

    def release(self, assignment: str) -> Path:
        """What students receive."""
        return self.root / "release" / assignment / f"{assignment}.ipynb"

    def submitted(self, student: str, assignment: str) -> Path:
        """What a student handed in: a folder."""
        return self.root / "submitted" / student / assignment

    def autograded(self, student: str, assignment: str) -> Path:
        """The autograded notebook."""
        return self.root / "autograded" / student / assignment / f"{assignment}.ipynb"

    def feedback(self, student: str, assignment: str) -> Path:
        """The feedback page."""
        return self.root / "feedback" / student / assignment / f"{assignment}.html"

    @classmethod
    def of(cls, root: Any, config: Any) -> Course:
        """The course at ``root`` under nbgrader's configuration, where ``Judge.isolation`` may say ``none``."""
        isolation = str(config.get("Judge", {}).get("isolation", "bubblewrap"))
        return cls(Path(str(root)).resolve(), Isolation[isolation.upper()])

    @property
    def staged(self) -> Path:
        """Submissions as taken in: checked and rebuilt from the release."""
        return self.root / ".cache" / "staged"

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
        if not NAME.fullmatch(assignment):
            raise CourseError(f"{assignment!r} is no assignment's name: use letters, digits, - and _ only.")
        questions = REPOSITORY / "autograder" / "questions" / assignment
        if not questions.is_dir():
            raise CourseError(f"There are no hidden tests for {assignment!r}: autograder/questions/{assignment} is "
                              f"missing. Write them, or choose another ASSIGNMENT=….")
        try:
            limits, optimize = read_room_file(questions)
        except RoomFileError as error:
            raise CourseError(str(error)) from error
        return Bench(questions, REPOSITORY / "solutions" / assignment, limits, self.isolation, optimize,
                     compiled=compiled.folder(REPOSITORY / ".cache"))

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
