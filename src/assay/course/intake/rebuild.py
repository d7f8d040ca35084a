"""Rebuilds a student's notebook from the release: only the solution cells are the student's.

Locked cells, tests, points and metadata come from the release whatever happened to them. A cell that the student added
is kept where it stood, as it may hold a helper function; it has no say in the grading. Where an answer is in several
cells, one of them is the graded one, and the others run at their own places like added cells.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

from assay.course.intake.arrange import Arranged
from assay.course.intake.found import Found, Recognised, is_empty
from assay.course.intake.mended import ELSEWHERE, LOOK, mended
from assay.course.intake.prose import few_pictures, harmless, joined, plain, prose
from assay.course.intake.recognise import recognise
from assay.course.intake.sheet import Cell, Notebook, Question, Sheet, grade_id, is_answer

__all__ = ["MARK", "Cell", "Notebook", "grade_id", "is_answer", "rebuild", "refusal"]
#: Where the outcome of the intake is kept, in the rebuilt notebook's own metadata.
MARK = "grading"


def rebuild(release: Notebook, submitted: Notebook, said: Sequence[str] = ()) -> Notebook:
    """The release with the student's answers and added cells; what was mended stands in its metadata.

    There, ``notes`` are sentences, and ``unclear`` the names of the answers that may stand where nobody can tell.

    Args:
        release: the notebook that students received, nbformat 4 as plain JSON.
        submitted: a checked notebook, see ``assay.course.intake.intake``.
        said: notes on the file that it was read from.
    """
    rebuilt = copy.deepcopy(release)
    sheet = Sheet(release)
    done = recognise(sheet, submitted)
    arranged, notes = Arranged(sheet, done), [*said, *mended(sheet, done)]
    cells = _about(notes)
    for place in range(-1, len(sheet.cells)):
        above, below = arranged.beside(place)
        own = [_extra(arranged, each, f"added-{place + 1:02}-{number}") for number, each in enumerate(above + below, 1)]
        ours = [_ours(sheet, done, arranged, cell, place) for cell in rebuilt["cells"][place:place + 1] if place >= 0]
        cells += [*own[:len(above)], *ours, *own[len(above):]]
    few_pictures(cell for cell in cells if cell not in release["cells"])
    rebuilt["cells"] = cells
    rebuilt["metadata"][MARK] = {"notes": notes, "unclear": [sheet.questions[place].name for place in done.unclear]}
    return rebuilt


def refusal(release: Notebook, sentence: str) -> Notebook:
    """The release with the sentence that says why the submission could not be read, on top."""
    rebuilt = copy.deepcopy(release)
    text = f"**This submission could not be read.** {plain(sentence)}\n\nNothing was graded; a person will look."
    rebuilt["cells"].insert(0, {"cell_type": "markdown", "id": "refused", "metadata": {}, "source": text})
    rebuilt["metadata"][MARK] = {"notes": [], "unclear": [], "refused": sentence}
    return rebuilt


def _about(notes: list[str]) -> list[Cell]:
    """A text cell that tells the student what was mended; none where nothing was."""
    text = "\n".join(("**When your notebook was taken in:**\n", *(f"- {plain(note)}" for note in notes)))
    return [{"cell_type": "markdown", "id": "added-notes", "metadata": {}, "source": text}] if notes else []


def _ours(sheet: Sheet, done: Recognised, arranged: Arranged, cell: Cell, place: int) -> Cell:
    """A cell of ours: with the student's answer where it is one, and with what was written into a text without name."""
    if is_answer(cell):
        return cell | _answer(done, sheet.questions[place], arranged)
    found = next((each for each in done.found if each.place == place), None)
    if cell["cell_type"] == "markdown" and not grade_id(cell) and found and found.source != cell["source"]:
        return cell | {"source": harmless(found.source)}
    return cell


def _answer(done: Recognised, question: Question, arranged: Arranged) -> Cell:
    """What the student wrote into a cell; nothing where the cell is as it was given out."""
    held = [each.cell for each in done.answers[question.place]]
    if not question.is_code and held:
        return prose(joined(held))
    if kept := arranged.kept[question.place]:
        return {"source": arranged.code_of(kept)}
    if question.place in done.within:
        return {"source": ELSEWHERE}
    if not question.is_code and question.place in done.unclear:
        return {"source": LOOK}
    empty = [each for each in done.found if each.place == question.place and is_empty(each, question)]
    return {"source": empty[0].source} if empty else {}


def _extra(arranged: Arranged, each: Found, name: str) -> Cell:
    """A cell that is the student's own, with fresh metadata."""
    kept: Cell = {"id": name, "metadata": {}}
    if arranged.runs(each):
        return kept | {"cell_type": "code", "source": arranged.code_of(each), "outputs": [], "execution_count": None}
    return kept | {"cell_type": "markdown"} | prose(each.cell)
