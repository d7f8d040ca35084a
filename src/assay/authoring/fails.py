"""What a misconception loses, measured: each chaff is held against its questions' hidden tests, here, and ``FAILS`` is
written down as it came out, for its author to confirm."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assay.audit.matrix import Here
from assay.cluster.work import prepare
from assay.course.places import Course, CourseError
from assay.judge.answers import MARKER, AnswersError, read_answers
from assay.judge.loading import arrays_of, load
from assay.judge.plugin import run_hidden_tests
from assay.judge.verdict import Outcome
from assay.processes import in_processes

Lost = dict[str, list[str]]


@dataclass(frozen=True)
class Measured:
    """A chaff's file, what it says that it loses (None if it says nothing), and what it lost."""

    path: Path
    said: Lost | None
    lost: Lost

    @property
    def sentence(self) -> str:
        """What came out, for the author."""
        if not self.lost:
            return f"{self.path.stem} loses nothing: no hidden test tells it from a right answer."
        named = "; ".join(f"{question} loses {', '.join(names)}" for question, names in self.lost.items())
        before = "" if self.said is None else f" (FAILS says {self.said})"
        return f"{self.path.stem}: {named}{before}."


def measured(course: Course, assignment: str, name: str, workers: int) -> Iterator[Measured]:
    """Holds misconceptions against the hidden tests of the questions that they answer.

    Args:
        course: whose.
        assignment: which.
        name: a chaff's; "" for all that do not say what they lose.
        workers: how many are tried at once.

    Raises:
        CourseError: there is none of that name, or one cannot be read or run.
    """
    bench = course.bench(assignment)
    folder = bench.solutions / "chaff"
    paths = [path for path in sorted(folder.glob("*.py")) if path.stem != "__init__"]
    if name and name not in [path.stem for path in paths]:
        raise CourseError(f"There is no misconception {name!r}: solutions/{assignment}/chaff/{name}.py is missing.")
    said = {path: _said(path) for path in paths}
    chosen = [path for path in paths if (path.stem == name if name else said[path] is None)]
    calls = [(path, bench.questions, bench.solutions) for path in chosen]
    if not calls:
        return
    with in_processes(lost_by, calls, workers, partial(prepare, course.cache, bench.optimize)) as finished:
        for place, job in finished:
            path = chosen[place]
            try:
                yield Measured(path, said[path], job.result())
            except AnswersError as error:
                raise CourseError(f"solutions/{assignment}/chaff/{error}") from error


def lost_by(path: Path, questions: Path, solutions: Path) -> Lost:
    """The properties that a chaff does not earn, of each question that it answers."""
    answered = tuple(read_answers(path))
    reference = (solutions / "reference.py").read_text("utf-8")
    names = load(path.read_text("utf-8"), reference)
    judged = run_hidden_tests(questions, Here(names, arrays_of(questions)), only=answered)
    if judged.faults:
        raise AnswersError(f"{path.name} could not be judged: {judged.faults[0]}")
    return {question: lost for question in answered if (lost := [
        name for name, item in judged.results[question].items() if item.outcome == Outcome.NOT_EARNED])}


def write_down(found: Measured) -> None:
    """Writes ``FAILS`` into the chaff's file: in its old place, else after the imports."""
    text = found.path.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    line = f"FAILS = {_literal(found.lost)}\n"
    node = _statement(found.path)
    if node is not None:
        lines[node.lineno - 1:node.end_lineno] = [line]
        found.path.write_text("".join(lines), "utf-8")
        return
    first = MARKER.search(text)
    head = text[:first.start()].rstrip("\n") if first else text
    found.path.write_text(f"{head}\n\n{line}\n\n{text[first.start():] if first else ''}", "utf-8")


def confirmed(found: Sequence[Measured], ask: Callable[[str], bool], say: Callable[[str], None]) -> int:
    """Shows what came out, asks about each that differs from what its file says, and writes; how many were written."""
    written = 0
    for each in sorted(found, key=lambda one: one.path):
        if each.lost and each.lost != each.said:
            if ask(f"{each.sentence} Is that what this mistake should cost?"):
                write_down(each)
                written += 1
        else:
            say(each.sentence)
    return written


def _literal(lost: Lost) -> str:
    inside = ", ".join(f'"{question}": [{", ".join(f"{chr(34)}{name}{chr(34)}" for name in names)}]'
                       for question, names in lost.items())
    return f"{{{inside}}}"


def _statement(path: Path) -> ast.Assign | None:
    try:
        tree = ast.parse(path.read_text("utf-8"))
    except SyntaxError as error:
        raise CourseError(f"{path.name} is not Python: {error.msg} in line {error.lineno}.") from error
    for node in tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["FAILS"]:
            return node
    return None


def _said(path: Path) -> Lost | None:
    node = _statement(path)
    try:
        return None if node is None else dict(ast.literal_eval(node.value))
    except (ValueError, TypeError):
        return {}
