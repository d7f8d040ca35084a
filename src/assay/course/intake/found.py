"""What was found in a submission: its cells, which of ours each is, and which hold an answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from assay.course.intake.reading.definitions import Code
from assay.course.intake.sheet import Cell, Question, flat


@dataclass(eq=False)
class Found:
    """A cell of a submission, or a part of one: which of ours it is, and what it says.

    ``origin`` is the number of the cell in the submission, ``place`` that of ours, or None for a cell of the student's
    own. ``named`` says that its own metadata say which cell it is.
    ``code`` is None where it is text that is no Python.
    """

    cell: Cell
    origin: int
    place: int | None = None
    named: bool = False
    code: Code | None = None

    @property
    def source(self) -> str:
        """Its text."""
        return str(self.cell["source"])

    @property
    def is_code(self) -> bool:
        """Whether it runs where it stands."""
        return bool(self.cell["cell_type"] == "code")

    @property
    def defined(self) -> frozenset[str]:
        """The names that it defines, and not only as a stub."""
        return self.code.defined if self.code else frozenset()

    @property
    def bound(self) -> frozenset[str]:
        """The names that it defines, be it as a stub."""
        return self.defined | (self.code.stubs if self.code else frozenset())


@dataclass
class Recognised:
    """All cells of a submission in its order, and by question the ones that hold its answer.

    ``lost`` are the questions whose answer did not say whose it is, ``unclear`` those whose answer may be among the
    cells that nobody can tell, ``within`` those whose answer is bound in a cell of another's that cannot be cut.
    """

    found: list[Found]
    answers: dict[int, list[Found]] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)
    within: list[int] = field(default_factory=list)


def is_empty(each: Found, question: Question) -> bool:
    """Whether a cell adds nothing to a stub, of this release or of an earlier one; a pasted picture does."""
    if not question.is_code and each.cell.get("attachments"):
        return False
    text = flat(each.source)
    return not text or text == question.stub or bool(
        question.is_code and each.code and each.code.is_hollow(question.given))
