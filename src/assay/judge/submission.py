"""What is judged: a submission's code cells, in order, and answers of the judge's own that may stand in their place."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from assay.judge.verdict import digest


@dataclass(frozen=True)
class Cell:
    """A code cell: its place in the notebook, its source, and the question whose check it is (or "").

    A question's calls see the names as they stand just before its check. ``settles`` is False for a cell that only
    shows something (a check, a picture): what later cells need does not come from it, so it is not run again when a
    room has to be set up anew.
    """

    place: int
    source: str
    question: str = ""
    settles: bool = True


@dataclass(frozen=True)
class Replacement:
    """Answers of the judge's that stand in a question's names for the student's: their source, and what it defines."""

    source: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Submission:
    """What of a student's notebook is judged: its code cells, in order. No name: equal work gets an equal verdict.

    ``unclear`` names questions whose answers may stand in cells that nobody can attribute: what they do not earn is
    left to a person.
    """

    assignment: str
    cells: tuple[Cell, ...]
    unclear: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over the assignment, the cells and what is unclear, in hex."""
        return digest([self.assignment, [asdict(cell) for cell in self.cells], list(self.unclear)])
