"""What became of each attack, read from what students and instructors get: gradebook, pages, outputs, tables."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from assay.course.gradebook.rows import rows
from assay.course.intake.formulas import COMMANDS
from assay.course.intake.rebuild import MARK
from assay.course.places import Course
from assay.judge.explain.pictures import NoPicture, size_in_base64
from assay.judge.verdict import Verdict
from assay.pages.class_report import ClassRow
from attacks.corpus import CANARY, Attack, Told
from attacks.typeset import formulas

FOUND = re.compile(r"FOUND: \[(.*?)\]")
ADDRESS = re.compile(r"(javascript|vbscript|file|data(?!:image/(?:png|jpeg);base64,)):", re.IGNORECASE)
FORMULA = re.compile(r"[=+\-@\t\r]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
COMMAND = re.compile(r"\\([A-Za-z]+)")
PICTURE = re.compile(r"data:(image/[a-z]+);base64,([A-Za-z0-9+/=\s]+)")
#: A page of more megabytes than this, and pictures of more million pixels, are a burden to whoever opens it.
MEGABYTES, MILLIONS = 8, 200
CARD = re.compile(r"<strong>[\d.]+ of [\d.]+ points")
#: What stacks up on a letter so that it lies on other lines.
STACK = re.compile(r"[\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]{5,}")
TAGS = frozenset({"script", "iframe", "object", "embed", "base", "form", "svg", "style", "link", "meta"})
#: The attributes of the pictures that our pages draw: a failing call, a score, a class, a share. They run nothing.
DRAWN = ["role aria-label width height viewbox", "role aria-label width height viewbox class",
         "class viewbox preserveaspectratio aria-hidden focusable",
         "class role aria-label viewbox", "class viewbox preserveaspectratio aria-hidden"]


@dataclass
class Findings:
    """What was found of one attack; all but ``tried`` must stay empty. A phrase each, for people."""

    tried: bool = True
    gained: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    injected: list[str] = field(default_factory=list)
    affected: list[str] = field(default_factory=list)

    @property
    def harmless(self) -> bool:
        """Whether the attack was made, and did nothing."""
        return self.tried and not any((self.gained, self.leaked, self.left, self.injected, self.affected))


@dataclass(frozen=True)
class Result:
    """What there is of one student after grading: the row of the gradebook, the notebook, its page, its verdict."""

    row: ClassRow | None
    notebook: Mapping[str, Any]
    page: str
    verdict: Verdict | None

    @property
    def refused(self) -> bool:
        """Whether the submission could not be read."""
        return "refused" in self.notebook.get("metadata", {}).get(MARK, {})

    @property
    def shown(self) -> str:
        """All outputs as text, and the judge's own words among them."""
        cells = self.notebook.get("cells", [])
        said = [json.dumps([cell.get("outputs") for cell in cells], ensure_ascii=False)]
        return "\n".join([*said, self.verdict.to_json() if self.verdict else ""])


def results(course: Course, assignment: str) -> dict[str, Result]:
    """What there is of everybody who handed in, those among them whose folder's name cannot be a student's."""
    found = {row.student: row for row in rows(course, assignment)}
    students = sorted(path.parent.name for path in (course.root / "submitted").glob(f"*/{assignment}"))
    return {student: result(course, assignment, student, found.get(student)) for student in students}


def result(course: Course, assignment: str, student: str, row: ClassRow | None) -> Result:
    """What there is of one student."""
    graded, page = course.autograded(student, assignment), course.feedback(student, assignment)
    notebook = json.loads(graded.read_text("utf-8")) if graded.exists() else {}
    name = notebook.get("metadata", {}).get(MARK, {}).get("verdict")
    path = course.store(assignment).folder / f"{name}.json"
    verdict = Verdict.from_json(path.read_text("ascii")) if name and path.exists() else None
    return Result(row, notebook, page.read_text("utf-8") if page.exists() else "", verdict)


def judged(attack: Attack, found: Result, told: Told, honest: str) -> Findings:
    """What became of one attack; ``honest`` is the page of a student who attacks nothing."""
    said = FOUND.findall(found.shown)
    if attack.must == "stay harmless":
        tried = True  # a folder's odd name may leave its own student ungraded, with a sentence for the instructor
    else:
        tried = bool(found.page) and (found.refused if attack.must == "be refused" else found.verdict is not None)
    tried = tried and (bool(said) or attack.must != "find nothing")
    affected = [f"{question.grade_id} was not judged" for question in (found.verdict.questions if found.verdict else ())
                if not question.judged]
    return Findings(tried, gained(attack, found), leaked(attack, found, told, said), [], injected(found.page, honest),
                    affected)


def gained(attack: Attack, found: Result) -> list[str]:
    """The points that were not earned."""
    scores = found.row.scores if found.row else {}
    total = sum(score or 0.0 for score in scores.values())
    if attack.must == "be refused":
        return [f"{score:g} points in {name}" for name, score in scores.items() if score is not None]
    return [f"{total:g} points, where at most {attack.most:g} are honest"] if total > attack.most else []


def leaked(attack: Attack, found: Result, told: Told, said: Iterable[str]) -> list[str]:
    """The secrets that were found, or that stand in what the student gets."""
    words = [word for word in (*attack.secrets, told.course, told.repository) if word in found.shown]
    return [text for text in said if text] + words + [word for word in (CANARY,) if word in found.page]


class Live(HTMLParser):
    """Counts what a browser would run or fetch on its own in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found = Counter[str]()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes tags and attributes that do something."""
        drawn = tag == "svg" and " ".join(name for name, _ in attrs) in DRAWN
        self.found.update([f"<{tag}>"] if tag in TAGS and not drawn else [])
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "")
            if name.startswith("on") or (name in ("href", "src", "action", "xlink:href") and ADDRESS.match(address)):
                self.found[f"<{tag} {name}={address[:20]}>"] += 1


def live(page: str) -> Counter[str]:
    """What is live in a page: tags, handlers, addresses, commands of TeX, control characters, cards of points."""
    controls = Counter(f"{ord(each):#x}" for each in CONTROL.findall(page))
    cards = Counter({"card of points": len(CARD.findall(page)), "stack of marks": len(STACK.findall(page))})
    return Live(page).found + commands(page) + heavy(page) + controls + cards


def commands(page: str) -> Counter[str]:
    """The commands in a page's formulas that do more than draw, by MathJax's own reading of the page."""
    return Counter(f"\\{name} in a formula" for formula in formulas(page) for name in COMMAND.findall(formula)
                   if name not in COMMANDS)


def heavy(page: str) -> Counter[str]:
    """What takes the memory of a browser."""
    millions = sum(pixels(*found) for found in PICTURE.findall(page)) // 10**6
    return Counter({"page of too many megabytes": int(len(page) > MEGABYTES << 20),
                    "pictures of too many pixels": int(millions > MILLIONS)})


def pixels(mime: str, data: str) -> int:
    """How many a picture in base64 claims; 0 where it is none."""
    try:
        width, height = size_in_base64(mime, data)
    except NoPicture:
        return 0
    return width * height


def injected(page: str, honest: str) -> list[str]:
    """What is live in a page beyond what an honest student's page has."""
    return [f"{what} ({number} times)" for what, number in (live(page) - live(honest)).items()]


def in_terminal(text: str, students: Iterable[str]) -> list[str]:
    """What would move the cursor of whoever reads this in a terminal, and names that look like other lines."""
    found = sorted({f"{ord(each):#x} in the terminal" for each in CONTROL.findall(text)})
    starts = {line.strip()[:12] for line in text.splitlines()}
    return found + [f"a line of its own: {name!r}" for name in students
                    for part in name.split("\n")[1:] if part.strip()[:12] in starts]


def in_table(text: str) -> list[str]:
    """The cells of a CSV that a spreadsheet would take for formulas."""
    cells = {cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row if FORMULA.match(cell)}
    return [f"a formula in grades.csv: {cell!r}" for cell in sorted(cells) if not is_number(cell)]


def is_number(text: str) -> bool:
    """Whether a cell is a plain number."""
    return re.fullmatch(r"[+-]?\d+(\.\d*)?(e[+-]?\d+)?", text) is not None
