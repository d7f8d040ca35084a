"""What the cells show that show the same to everybody: run once, from the release alone, and kept for every page.

Such cells are tagged ``given``. They are not run with a student's notebook, so their outputs cannot come from there,
nor from the release, which goes out without outputs.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

from nbformat import from_dict

from assay.course.grading.lighter import COLOURS, lighter
from assay.course.intake.rebuild import Notebook, grade_id, is_answer
from assay.course.intake.staging import GIVEN, PICTURE, read_release
from assay.course.places import Course
from assay.judge.bench import Bench
from assay.judge.evidence import JudgeFault
from assay.judge.explain.outputs import Output
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import canonical, digest, replace_file
from assay.room.room import SandboxUnavailable

#: By the grade_id of the cell that shows them.
Outputs = dict[str, list[Output]]
#: These cells are ours, and one may train a small network: they get what a whole submission may take.
SECONDS = 600.0


def given_outputs(course: Course, assignment: str) -> Outputs:
    """The outputs of the release's cells that are tagged ``given``; of those that fail, none.

    They are taken from the course's cache if the same cells were run before, under the same versions. Where they
    cannot be had now, there are none: a page without a picture is better than no page.

    Raises:
        CourseError: the release is missing or damaged.
    """
    release = read_release(course, assignment)
    names = {place: grade_id(cell) for place, cell in enumerate(release["cells"]) if _is_given(cell)}
    if not names:
        return {}
    bench = course.bench(assignment)
    limits = replace(bench.limits, cell_seconds=SECONDS, cell_cpu_seconds=SECONDS, notebook_seconds=SECONDS)
    bench = replace(bench, optimize=True, limits=limits)  # XLA optimizes on students' machines too
    submission = Submission(assignment, cells_of(release))
    path = course.cache / "given" / f"{digest([bench.basis(submission), COLOURS])}.json"
    try:
        kept: Outputs = json.loads(path.read_text("ascii"))
    except (OSError, ValueError):
        kept = {}
    if kept.keys() == set(names.values()):
        return kept
    try:
        shown = {name: list(map(lighter, each)) for name, each in run(submission, bench, names).items()}
    except (JudgeFault, SandboxUnavailable, OSError, MemoryError):
        return {}
    with suppress(OSError):  # then they are made again, for the next page
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, canonical(shown))
    return shown


def cells_of(release: Notebook) -> tuple[Cell, ...]:
    """What is run: the cells for which nobody has to answer anything."""
    return tuple(Cell(place, cell["source"]) for place, cell in enumerate(release["cells"])
                 if cell["cell_type"] == "code" and not is_answer(cell) and not _is_about_answers(cell))


def run(submission: Submission, bench: Bench, names: dict[int, str]) -> Outputs:
    """The outputs of the cells at these places, in a room as students' notebooks have it.

    Raises:
        JudgeFault: no room could be had.
        SandboxUnavailable: this machine cannot isolate.
    """
    with bench.room(submission.cells) as session:
        session.run_notebook()
        ran = {name: session.ran[place] for place, name in names.items() if place in session.ran}
    return {name: [] if each.ended else without_errors(each.outputs) for name, each in ran.items()}


def without_errors(outputs: list[Output]) -> list[Output]:
    """The outputs, or none if the cell has failed: that is our fault, and nothing for a student's page."""
    return [] if any(output["output_type"] == "error" for output in outputs) else outputs


def fill_given(nb: Any, outputs: Outputs) -> None:
    """Puts these outputs under the cells of a rebuilt notebook that are tagged ``given``."""
    for cell in nb.cells:
        if _is_given(cell):
            cell.outputs = from_dict(outputs.get(grade_id(cell), []))


def _is_given(cell: Any) -> bool:
    return cell["cell_type"] == "code" and GIVEN in cell["metadata"].get("tags", ()) and not is_answer(cell)


def _is_about_answers(cell: Any) -> bool:
    """Whether this is a check, or a picture of what a student has made."""
    return cell["metadata"].get("nbgrader", {}).get("grade") or PICTURE in cell["metadata"].get("tags", ())
