"""An assignment run before it is released: its notebook with its own solutions in a room, and its reference; twice."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from assay.audit.matrix import Here
from assay.cluster.work import prepare
from assay.course.check.overdue import Overdue
from assay.course.check.said import TEST
from assay.course.check.text import Cell, read_cells
from assay.course.intake.staging import submission_of
from assay.course.places import Course
from assay.course.release.build import as_notebook
from assay.judge.bench import Bench
from assay.judge.evidence import Evidence, JudgeFault, Kind
from assay.judge.explain.pasteable import show
from assay.judge.loading import arrays_of, load
from assay.judge.plugin import Judged, run_hidden_tests
from assay.judge.session import Ran
from assay.judge.student import digest, marked
from assay.judge.submission import Submission
from assay.judge.verdict import Outcome, Property
from assay.judge.verdict import digest as digest_of
from assay.pages.words import reason
from assay.room.limits import Limits
from assay.room.room import Isolation
from assay.room.selftest import self_test

Place = tuple[str, str]
#: What a larger limit would mend.
BOUNDED = frozenset({Kind.CALL_TIMEOUT, Kind.NOTEBOOK_TIMEOUT, Kind.SUBMISSION_TIMEOUT, Kind.MEMORY, Kind.TOO_LARGE})


def run(course: Course, assignment: str) -> list[str]:
    """Every complaint about what an assignment does; what passed once is not run again while nothing has changed.

    Raises:
        SandboxUnavailable: this machine cannot isolate.
        JudgeFault: there was no room to be had.
    """
    bench, text = course.bench(assignment), course.text(assignment)
    notebook = json.loads(as_notebook(text, course.root))
    submission = submission_of(assignment, notebook)
    passed, now = course.cache / "checked" / assignment, digest_of([bench.basis(submission), notebook])
    if passed.exists() and passed.read_text("utf-8") == now:
        return []
    prepare(course.cache, bench.optimize)
    if course.isolation is Isolation.BUBBLEWRAP:
        self_test(course.root)
    where = f"source/{assignment}.py"
    cells = {cell.name: cell for cell in read_cells(text.read_text("utf-8"), where)[0] if cell.name}
    with warnings.catch_warnings():  # of hidden tests, about numbers: it is the answers that are judged
        warnings.simplefilter("ignore", RuntimeWarning)
        complaints = _of_all(bench, submission, notebook["cells"], cells, where)
    if not complaints:
        passed.parent.mkdir(parents=True, exist_ok=True)
        passed.write_text(now, "utf-8")
    return complaints


def _of_all(bench: Bench, submission: Submission, written: list[dict[str, object]], cells: dict[str, Cell],
            where: str) -> list[str]:
    try:
        complaints, lost = _of_reference(bench)
        with bench.room(submission.cells) as session:
            first = _ask(session.run_notebook, lambda: run_hidden_tests(bench.questions, session,
                                                                        program=session.program))
            complaints += _of_cells(session.ran, written, cells, where)
            first.look([question for question, _ in _failed(first)])
            second = _ask(session.afresh, lambda: run_hidden_tests(bench.questions, session, program=session.program))
    except Unread as error:
        return [str(error)]
    who = {name: f"The solution of {name} in {where}:{cell.line}" for name, cell in cells.items()}
    return complaints + [said for place, said in _lost(first, second, lambda name: who.get(name, where), bench.limits)
                         if place[0] not in lost]


class Unread(Exception):
    """The hidden tests could not be run; the sentence for their author."""


def why_unread(fault: JudgeFault, questions: Path) -> str:
    """What pytest said last about hidden tests that it cannot read, as a sentence."""
    last = next((line[1:].strip() for line in reversed(str(fault).splitlines()) if line.startswith("E ")), str(fault))
    places = re.findall(rf"\b{re.escape(questions.name)}/(\w+\.py:\d+): ", str(fault))
    where = "/".join(["autograder", questions.name, *places[-1:]])
    return f"The hidden tests in {where} cannot be read: {last.rstrip('.')}. Mend that."


def _ask(begin: Callable[[], None], judge: Callable[[], Judged]) -> Judged:
    begin()
    return judge()


def _of_reference(bench: Bench) -> tuple[list[str], set[str]]:
    """Complaints about the reference, and the questions that they are about."""
    where = f"solutions/{bench.solutions.name}/reference.py"
    overdue = Overdue(bench.questions.parents[1], where)
    try:
        with overdue.watching():
            runs = [_held_against_reference(bench, where) for _ in range(2)]
    except (Unread, KeyboardInterrupt):
        if overdue.sentence:
            raise Unread(overdue.sentence) from None
        raise
    runs[0].look([question for question, _ in _failed(runs[0])])
    said = list(_lost(runs[0], runs[1], lambda _: where, bench.limits))
    return [sentence for _, sentence in said], {place[0] for place, _ in said}


def _held_against_reference(bench: Bench, where: str) -> Judged:
    source = (bench.solutions / "reference.py").read_text("utf-8")
    try:
        names = load(source, source)
    except (Exception, SystemExit) as error:
        raise Unread(f"{where} cannot be imported: {type(error).__name__}: {error}. Mend it.") from error
    try:
        return run_hidden_tests(bench.questions, Here(names, arrays_of(bench.questions)))
    except JudgeFault as fault:
        raise Unread(why_unread(fault, bench.questions)) from fault


def _of_cells(ran: dict[int, Ran], written: list[dict[str, object]], cells: dict[str, Cell], where: str) -> list[str]:
    """Complaints about cells that raise, never end, or say on a check that it does not come out."""
    complaints = list[str]()
    for place, done in sorted(ran.items()):
        name = str(written[place]["id"])
        line = f"{where}:{cells[name].line}" if name in cells else f"cell {place + 1} of {where}"
        errors = [f"{each['ename']}: {each['evalue']}".strip(": ") for each in done.outputs
                  if each["output_type"] == "error"]
        said = "".join(str(each["text"]) for each in done.outputs
                       if each["output_type"] == "stream" and each.get("name") == "stderr"
                       and "Warning" not in str(each["text"]))
        if done.ended is not None:
            complaints.append(f"{line}: the cell {name} ended its room with the solutions filled in "
                              f"({done.ended.value}). Mend it, or give it more in room.toml.")
        elif name.startswith(TEST) and (errors or said.strip()):
            what = " ".join((errors[0] if errors else said).split())
            complaints.append(f"{line}: the check {name} does not hold for the notebook's own solution: "
                              f"{what.rstrip('.')}. Mend the check or the solution.")
        elif errors:
            complaints.append(f"{line}: the cell {name} raises {errors[0].rstrip('.')}. Mend it.")
    return complaints


def _failed(judged: Judged) -> list[Place]:
    return [(question, name) for question, items in judged.results.items() for name, item in items.items()
            if item.outcome != Outcome.EARNED]


def _lost(first: Judged, second: Judged, who: Callable[[str], str], limits: Limits) -> Iterator[tuple[Place, str]]:
    """Each property that did not hold both times, with a sentence that says what happened; the same is said once."""
    for question in dict.fromkeys(place[0] for place in (*_failed(first), *_failed(second))):
        lost = [(name, item, second.results[question][name]) for name, item in first.results[question].items()
                if {item.outcome, second.results[question][name].outcome} != {Outcome.EARNED}]
        if two := _two_answers(first, second, question):
            yield (question, lost[0][0]), (f"{who(question)} is flaky: {two[0]} gave {two[1]}, and the second time "
                                           f"{two[2]}. Take the chance out of it, or draw it from a key that is an "
                                           "argument.")
            continue
        told = dict[str, list[str]]()
        for name, one, other in lost:
            told.setdefault(_happened(name, one, other, (*first.faults, *second.faults), limits), []).append(name)
        for what, names in told.items():
            whose = ", ".join(f"{question}.{name}" for name in names)
            yield (question, names[0]), what.format(who=who(question), whose=whose)


def _happened(name: str, one: Property, other: Property, faults: tuple[str, ...], limits: Limits) -> str:
    """A sentence on a property that did not hold both times, with a place for who lost it and for what was lost."""
    bad = one if one.outcome != Outcome.EARNED else other
    if bad.outcome == Outcome.NOT_JUDGED:
        fault = next((each for each in faults if f"{TEST}{name}" in each), bad.fault)
        if "drew no example" in fault:
            return "{whose} cannot judge: its strategy draws nothing. Mend what @given is given."
        return (f"{{whose}} cannot judge: {_plain(_brief(fault))}. Mend the property, or let its strategy draw no such "
                "input.")
    if one.outcome != other.outcome:
        return ("{whose} is flaky: for the same answers it holds once and not the other time. Leave all chance in it "
                "to its strategies.")
    return f"{{who}} loses {{whose}}: {_plain(_shown(bad, limits))}"


def _plain(text: str) -> str:
    """Text that stands in a template as it is."""
    return text.replace("{", "{{").replace("}", "}}")


def _two_answers(first: Judged, second: Judged, question: str) -> tuple[str, str, str] | None:
    """A call that was answered differently when it was asked again, and both answers."""
    before = {digest(name, mode, args, more): answer for name, mode, args, more, answer in first.asked(question)}
    calls = {digest(*call[:4]): call[4] for call in first.remote(question).shown}
    for name, mode, args, more, answer in second.asked(question):
        key = digest(name, mode, args, more)
        if key in before and key in calls and not _same(before[key], answer):
            return " ".join(calls[key].split("\n")), _as_text(before[key]), _as_text(answer)
    return None


def _same(one: object, other: object) -> bool:
    if isinstance(one, Evidence) or isinstance(other, Evidence):
        return one == other
    return marked(one) == marked(other)


def _as_text(answer: object) -> str:
    return answer.actual or answer.kind.value if isinstance(answer, Evidence) else show(answer)


def _shown(item: Property, limits: Limits) -> str:
    """What happened, on one line."""
    why, evidence = reason(item, limits), item.evidence
    if why is None or evidence is None or (evidence.kind == Kind.SAID and not why.rows):
        return "it raised AssertionError without a word. Use expect, which keeps the call and both values."
    call = "; ".join(line.strip() for line in why.call.splitlines())
    if evidence.kind == Kind.RAISED:
        return (f"{call} raises {evidence.actual.rstrip('.')}. Mend it; if that is no valid input, the property's "
                "strategy must not draw it.")
    if evidence.kind == Kind.VALUES and evidence.expected == evidence.actual:
        return f"{call} gives {evidence.actual}, which is what it should be. Mend the tolerance of the property."
    rows = ", but ".join(f"{label.replace('yours is', 'is')} {value}" for label, value in why.rows)
    said = " ".join(each for each in (call, rows) if each)
    if rows or not why.sentence:
        return f"{said or why.sentence}. Mend the solution or the property."
    return f"{why.sentence} Mend it, or give it more in room.toml." if evidence.kind in BOUNDED else why.sentence


def _brief(fault: str) -> str:
    """What happened, of all that pytest says of a fault."""
    if skipped := re.search(r"'Skipped: (.*)'\)$", fault):
        return f"it is skipped ({skipped[1]})"
    lines = [line for line in fault.splitlines() if line.strip()]
    if traced := re.search(r": (\w*Tracer\w*Error|ConcretizationTypeError): ", fault):
        return f"{traced[1]}: JAX cannot follow the reference, which it has to be written in jnp for"
    if said := [line[1:].strip() for line in lines if line.startswith("E ")]:
        return said[-1].rstrip(".?")[:300]
    return (lines[-1].split("::", 1)[-1].partition(": ")[2].removeprefix(f"{JudgeFault.__name__}: ").rstrip(".?")[:300]
            if lines else "it raised")
