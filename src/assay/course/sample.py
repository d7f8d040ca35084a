"""A class of twenty invented students, right, wrong, unfinished and broken: for demonstrations and rehearsals."""

import ast
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, cycle, islice, zip_longest
from pathlib import Path

from assay.audit.candidates import standing_alone
from assay.audit.styles import Styles, read_styles
from assay.course.check.text import read_own
from assay.judge.answers import Notebook, fill, read_misconception, solution_id

TIMESTAMP = "2026-09-14 12:00:00.000000 UTC"
RIGHT, WRONG = 6, 7
ROSTER = (
    *("ada_okafor", "bela_horvat", "chen_wei", "dina_aziz", "emil_lund", "farah_nasser", "goran_petrov"),
    *("hana_mori", "ines_costa", "jonas_weber", "kofi_mensah", "lena_novak", "mateo_rojas", "nadia_haddad"),
    *("oskar_nilsen", "priya_raman", "quinn_murphy", "rosa_delgado", "samir_khan", "tuva_berg"),
)

@dataclass(frozen=True)
class SampleStudent:
    """One invented student, and what a fair judge says of each auto-graded question.

    ``expected`` is keyed by the solution cell's grade_id: True for full points, False for a loss, None for not judged.
    """

    student: str
    description: str
    expected: Mapping[str, bool | None]


@dataclass(frozen=True)
class _Work:
    """What a student hands in: answers, the questions that they get wrong, and what then happens to the file."""

    description: str
    answers: Mapping[str, str]
    wrong: Collection[str] = ()
    readable: bool = True
    accident: Callable[[str], str] = str


def make_class(root: Path, assignment: str, destination: Path) -> list[SampleStudent]:
    """Write destination/submitted/<student>/<assignment>/ for twenty students, and say what each should get.

    Takes the release and the sample solutions of the course at root. Equal inputs give equal bytes.

    Raises:
        StylesError: its styles are not as they should be.
    """
    release = json.loads((root / "release" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8"))
    solutions = root / "solutions" / assignment
    styles = read_styles(solutions)
    own = read_own(root / "source" / f"{assignment}.py")
    works = _works(solutions, styles, release, own)
    students = []
    for seat, (student, work) in enumerate(zip(ROSTER, works, strict=True)):
        notebook = fill(release, {**work.answers, **_essays(release, styles, work, seat)})
        folder = destination / "submitted" / student / assignment
        folder.mkdir(parents=True, exist_ok=True)
        text = work.accident(json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
        (folder / f"{assignment}.ipynb").write_text(text, encoding="utf-8", newline="\n")
        (folder / "timestamp.txt").write_text(TIMESTAMP, encoding="utf-8")
        students.append(SampleStudent(student, work.description, _expected(notebook, work)))
    return students


def _works(solutions: Path, styles: Styles, release: Notebook, own: Mapping[str, str]) -> Iterator[_Work]:
    """What the roster hands in, in its order. What a student gets right comes from the wheats, taken in turn; where one
    answers nothing, from the notebook itself.
    """
    wheats, questions = _modules(solutions / "wheat", styles.right), _questions(release)
    chaffs = _one_of_each(_modules(solutions / "chaff", styles.wrong), questions)
    right = [{**own, **standing_alone(wheats[seat % len(wheats)], release)} for seat in range(len(ROSTER))]
    for seat in range(RIGHT):
        wheat = wheats[seat % len(wheats)]
        about = ast.get_docstring(ast.parse(wheat.read_text(encoding="utf-8"))) or wheat.stem
        yield _Work(f"Right: {about.splitlines()[0]}", right[seat])
    for seat, chaff in enumerate(islice(cycle(chaffs), WRONG), start=RIGHT):
        mistake = read_misconception(chaff)
        yield _Work(f"Wrong: {mistake.belief}", right[seat] | standing_alone(chaff, release), mistake.fails)
    yield from _unfinished(questions, right[RIGHT + WRONG :])
    yield from _broken(questions, right[RIGHT + WRONG + 3 :])


def _unfinished(questions: list[str], right: list[dict[str, str]]) -> Iterator[_Work]:
    first, half = questions[0], len(questions) // 2
    some = {name: right[1][name] for name in questions[:half]}
    rest = {name: right[2][name] for name in questions[1:]}
    yield _Work("Unfinished: the notebook as it was given out.", {}, questions)
    yield _Work("Unfinished: the second half is missing.", some, questions[half:])
    yield _Work(f"Unfinished: {first} is missing.", rest, [first])


def _broken(questions: list[str], right: list[dict[str, str]]) -> Iterator[_Work]:
    first, last = questions[0], questions[-1]
    endless = right[2] | {last: _with_body(right[2][last], "while True:\n    pass")}
    leaving = right[3] | {first: _with_body(right[3][first], "import os\nos._exit(0)")}
    yield _Work("Broken: the file ends in the middle.", right[0], readable=False, accident=_half)
    yield _Work("Broken: a test cell is deleted.", right[1], accident=lambda text: _without(text, f"test_{first}"))
    yield _Work(f"Broken: {last} never returns.", endless, [last])
    yield _Work(f"Broken: {first} ends the process.", leaving, [first])


def _expected(notebook: Notebook, work: _Work) -> dict[str, bool | None]:
    """A wrong answer also harms the answers that call it."""
    cells = {solution_id(cell): "".join(cell["source"]) for cell in notebook["cells"]}
    expected: dict[str, bool | None] = {}
    harmful: set[str] = set()
    for question in _questions(notebook):
        tree = ast.parse(cells[question])
        called = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        harmed = question in work.wrong or not harmful.isdisjoint(called)
        expected[question] = not harmed if work.readable else None
        if harmed:
            harmful |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return expected


def _essays(notebook: Notebook, styles: Styles, work: _Work, seat: int) -> dict[str, str]:
    """Who answers nothing writes nothing either."""
    asked = {solution_id(cell) for cell in notebook["cells"]}
    return {name: texts[seat % len(texts)] for name, texts in styles.essays.items() if name in asked and work.answers}


def _questions(notebook: Notebook) -> list[str]:
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return [name for cell in cells if (name := solution_id(cell))]


def _modules(folder: Path, names: Collection[str] | None) -> list[Path]:
    if names is not None:
        return [folder / f"{name}.py" for name in names]
    return sorted(path for path in folder.glob("*.py") if path.stem != "__init__")


def _one_of_each(chaffs: list[Path], questions: list[str]) -> list[Path]:
    """The chaffs in an order that takes one from each question before it takes a second from any."""
    spoils = {chaff: next(iter(read_misconception(chaff).fails)) for chaff in chaffs}
    piles = [[chaff for chaff in chaffs if spoils[chaff] == question] for question in questions]
    return [chaff for chaff in chain.from_iterable(zip_longest(*piles)) if chaff]


def _with_body(source: str, body: str) -> str:
    """The source with another body in its first function; where the answer is a class, in the method that is called."""
    tree = ast.parse(source)
    first = next(node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    methods = {node.name: node for node in ast.walk(first) if isinstance(node, ast.FunctionDef)}
    function = first if isinstance(first, ast.FunctionDef) else methods.get("__call__", [*methods.values()][-1])
    function.body = ast.parse(body).body
    return ast.unparse(tree)


def _half(text: str) -> str:
    return text[: len(text) // 2]


def _without(text: str, grade_id: str) -> str:
    """The notebook's text without the cell of that grade_id."""
    notebook = json.loads(text)
    kept = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") != grade_id]
    return json.dumps({**notebook, "cells": kept}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
