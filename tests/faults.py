"""Kills processes of a class at random moments, and compares what becomes of its gradebook: ``make faults``.

A small class is graded undisturbed: that is what is wanted. Then it is graded again and again while somebody kills,
with ``kill -9``: the run itself, a worker, the warm process, a room, a student's kernel. Runs are repeated until one
ends well, as an instructor would repeat them. Nothing may be lost, nothing be there twice, nothing differ.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assay.course.demo import make_course
from assay.course.places import Course
from assay.judge.answers import fill, read_answers
from assay.room.watchdog import family
from tests.broken import BROKEN, TIMESTAMP
from tests.here import REPOSITORY

A = "convolution"
SOLUTIONS = REPOSITORY / "solutions" / A
#: What is answered: two questions, quick to judge; the others are left as they were given out.
ANSWERED = ("detect_edges", "receptive_field")
RIGHT = ("lax_conv", "loops")
WRONG = ("multiplies_sizes", "adds_sizes", "last_layer_only")
ENDS = "import os\n\ndef receptive_field(kernel_sizes):\n    os._exit(1)\n"
#: Runs that may be needed until one ends well, after the last kill.
RUNS = 5
#: Between two kills of kernels: who kills the same call twice in a row is not told from its student (docs/faults.md).
SECONDS_BETWEEN_KERNELS = 25.0
#: Whom to kill while a class is judged: the more often a word stands here, the oftener. The last two end the run.
JUDGING = (*6 * ("warm process", "room", "room", "kernel"), "worker", "run")
#: Kills in one run before those two are chosen too.
FIRST = 6
SECONDS_TO_DIE = 15.0
GRADES = """
SELECT student.id, base_cell.name, grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade
FROM grade JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
JOIN student ON submitted_assignment.student_id = student.id JOIN base_cell ON grade.cell_id = base_cell.id
"""
COMMENTS = """
SELECT student.id, base_cell.name, comment.auto_comment, comment.manual_comment
FROM comment JOIN submitted_notebook ON comment.notebook_id = submitted_notebook.id
JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
JOIN student ON submitted_assignment.student_id = student.id JOIN base_cell ON comment.cell_id = base_cell.id
"""
SUBMISSIONS = """
SELECT student_id, timestamp, late_submission_penalty
FROM submitted_assignment JOIN submitted_notebook ON submitted_notebook.assignment_id = submitted_assignment.id
"""
Row = tuple[Any, ...]


@dataclass(frozen=True)
class State:
    """What grading leaves: rows of the gradebook, by table, and the bytes of every verdict."""

    rows: dict[str, list[Row]]
    verdicts: dict[str, bytes]

    @classmethod
    def of(cls, course: Course) -> State:
        """The present state of a course."""
        with contextlib.closing(sqlite3.connect(course.gradebook)) as database:
            rows = {name: sorted(database.execute(query).fetchall(), key=repr) for name, query in (
                ("grade", GRADES), ("comment", COMMENTS), ("submission", SUBMISSIONS))}
        verdicts = {path.name: path.read_bytes() for path in course.store(A).folder.glob("*.json")}
        return cls(rows, verdicts)

    def against(self, wanted: State) -> dict[str, int]:
        """How many rows and verdicts are lost, there twice, or differ."""
        found: Counter[str] = Counter(lost=0, twice=0, differs=0)
        for name, rows in wanted.rows.items():
            keys, have = Counter(row[:2] if len(row) > 3 else row[:1] for row in rows), Counter(
                row[:2] if len(row) > 3 else row[:1] for row in self.rows[name])
            found["lost"] += sum((keys - have).values())
            found["twice"] += sum((have - keys).values())
            found["differs"] += len(set(self.rows[name]) - set(rows))
        found["lost"] += len(wanted.verdicts.keys() - self.verdicts.keys())
        found["differs"] += sum(self.verdicts.get(name, content) != content
                                for name, content in wanted.verdicts.items())
        return dict(found)


@dataclass
class Kill:
    """One kill: who, while the run did what, after how many seconds, and how that run ended."""

    victim: str
    phase: str
    after: float
    outcome: str = ""
    survivors: int = 0
    state: dict[str, int] = field(default_factory=dict)


def make_class(folder: Path) -> Course:
    """A course where eight have handed in: right, wrong, damaged, and one whose code ends its own process."""
    course = make_course(Course(REPOSITORY), A, folder)
    right = {name: answered(SOLUTIONS / "wheat" / f"{name}.py") for name in RIGHT}
    good = right[RIGHT[0]]
    for name, answers in right.items():
        hand_in(course, f"right_{name}", answers)
    for name in WRONG:
        hand_in(course, f"wrong_{name}", good | answered(SOLUTIONS / "chaff" / f"{name}.py"))
    hand_in(course, "ends_its_process", good | {"receptive_field": ENDS})
    hand_in(course, "equal_to_another", good)
    BROKEN["truncated"].write(course.release(A).read_bytes(), good, course.submitted("truncated", A))
    return course


def answered(path: Path) -> dict[str, str]:
    """Those answers of a solution that are handed in."""
    return {name: source for name, source in read_answers(path).items() if name in ANSWERED}


def hand_in(course: Course, student: str, answers: dict[str, str]) -> None:
    """One notebook with these answers."""
    folder = course.submitted(student, A)
    folder.mkdir(parents=True)
    notebook = fill(json.loads(course.release(A).read_text("utf-8")), answers | {"why_convolution": "Locality."})
    (folder / f"{A}.ipynb").write_text(json.dumps(notebook), "utf-8")
    (folder / "timestamp.txt").write_text(TIMESTAMP, "utf-8")


def start(course: Course, *flags: str) -> subprocess.Popen[str]:
    """``make autograde``, as a process group of its own."""
    command = [sys.executable, "-m", "assay", "autograde", "--course", str(course.root), "--workers", "2", *flags]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                            start_new_session=True)


def members(run: int) -> list[int]:
    """Everybody who descends from a run, and everybody in its rooms."""
    found = family(run)
    rooms = {namespace(pid) for pid in found} - {namespace(os.getpid()), ""}
    others = (int(path.name) for path in Path("/proc").glob("[0-9]*"))
    return found + [pid for pid in others if pid not in found and namespace(pid) in rooms]


def namespace(pid: int) -> str:
    """The process namespace of a process; "" when it is gone."""
    with contextlib.suppress(OSError):
        return str(Path(f"/proc/{pid}/ns/pid").readlink())
    return ""


def victims(run: int) -> dict[str, list[int]]:
    """Whom one might kill now, by kind."""
    found: dict[str, list[int]] = {"run": [run], "worker": [], "warm process": [], "room": [], "kernel": []}
    outside = namespace(os.getpid())
    for pid in members(run):
        with contextlib.suppress(OSError):
            line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            if name == "bwrap" and namespace(pid) == outside:
                found["room"].append(pid)
            elif name == "bwrap":
                pass  # the first process in a room: its end is the kernel's
            elif namespace(pid) not in ("", outside):
                found["kernel"].append(pid)
            elif b"spawn_main" in line:
                found["worker"].append(pid)
            elif b"/dev/fd/" in line:
                found["warm process"].append(pid)
    return found


def kill(pid: int) -> bool:
    """Kills one process; whether it was still there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False


def survivors(pids: Sequence[int], seconds: float = SECONDS_TO_DIE) -> int:
    """How many of these processes, all of a run that was killed, live on after a while."""
    left = []
    with contextlib.ExitStack() as stack:
        for pid in pids:
            with contextlib.suppress(OSError):
                left.append(os.pidfd_open(pid))
                stack.callback(os.close, left[-1])
        deadline = time.monotonic() + seconds
        while left and time.monotonic() < deadline:
            dead = select.select(left, [], [], 0.2)[0]
            left = [descriptor for descriptor in left if descriptor not in dead]
    return len(left)


def phase(course: Course, found: dict[str, list[int]], judged: int) -> str:
    """What a run is doing."""
    if found["worker"] or len(found["room"]) > 0:
        return "judging"
    return "recording" if len(list(course.store(A).folder.glob("*.json"))) >= judged else "starting"


def disturbed(course: Course, chance: random.Random, seconds: Callable[[], float], kinds: Sequence[str], most: int,
              judged: int, flags: Sequence[str] = ()) -> list[Kill]:
    """Runs once, and kills somebody every so often, at most so many times; returns the kills."""
    kills: list[Kill] = []
    began = time.monotonic()
    run = start(course, *flags)
    everybody: set[int] = set()
    spared = 0.0
    while len(kills) < most and run.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.wait(seconds())
            break
        found = victims(run.pid)
        kind = chance.choice(kinds[:-2] if len(kinds) > 2 and len(kills) < FIRST else kinds)
        if not found[kind] or (kind == "kernel" and time.monotonic() < spared):
            continue
        if kind == "kernel":
            spared = time.monotonic() + SECONDS_BETWEEN_KERNELS
        everybody = set(members(run.pid))
        if kill(chance.choice(found[kind])):
            kills.append(Kill(kind, phase(course, found, judged), time.monotonic() - began))
        if kind == "run":
            break
    said = run.communicate()[1].strip().splitlines()
    left = survivors([*everybody]) if run.returncode != 0 else 0
    for each in kills:
        each.survivors = left
        each.outcome = {0: "the run went on to its end", 1: "one sentence: run again"}.get(run.returncode, "run gone")
        if run.returncode == 1 and any("Traceback" in line for line in said):
            each.outcome = f"traceback: {said[-1]}"
    return kills


def to_the_end(course: Course, flags: Sequence[str] = ()) -> int:
    """Runs until one run ends well, undisturbed; returns how many that took, or raises."""
    for number in range(1, RUNS + 1):
        run = start(course, *flags)
        said = run.communicate()[1]
        if run.returncode == 0:
            return number
    raise RuntimeError(f"no run ends well any more: {said}")


@contextlib.contextmanager
def copied(course: Course) -> Iterator[Course]:
    """A copy of a course, taken away afterwards."""
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as folder:
        copy = Course(Path(folder) / "course", course.isolation)
        shutil.copytree(course.root, copy.root, symlinks=True)
        yield copy


def by_hand(course: Course) -> None:
    """What a person has entered: it must outlive everything."""
    with contextlib.closing(sqlite3.connect(course.gradebook)) as database:
        database.execute("UPDATE grade SET manual_score = 2.5, needs_manual_grade = 0 "
                         "WHERE rowid IN (SELECT min(rowid) FROM grade)")
        database.execute("UPDATE comment SET manual_comment = 'Well put.'")
        database.commit()


def main(argv: list[str] | None = None) -> int:
    """Kills, compares, prints the table; 1 if anything was lost, there twice, or different."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args(argv)
    chance = random.Random(wanted.seed)
    kills: list[Kill] = []
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        fresh = make_class(Path(folder) / "fresh")
        with copied(fresh) as graded:
            began = time.monotonic()
            to_the_end(graded)
            print(f"undisturbed: {time.monotonic() - began:.0f} s", flush=True)
            state = State.of(graded)
            while len(kills) < wanted.kills * 3 // 5:
                with copied(fresh) as course:
                    kills += one_round(course, state, chance, judging=True)
            by_hand(graded)
            began = time.monotonic()
            shutil.rmtree(graded.root / "autograded")
            to_the_end(graded)
            took, state = time.monotonic() - began, State.of(graded)
            shutil.rmtree(graded.root / "autograded")
            while len(kills) < wanted.kills:
                with copied(graded) as course:
                    kills += one_round(course, state, chance, judging=False, took=took)
    return table(kills)


def one_round(course: Course, state: State, chance: random.Random, *, judging: bool, took: float = 0.0) -> list[Kill]:
    """Kills a few times, then lets the class be graded to its end, and compares."""
    kills: list[Kill] = []
    for _ in range(3 if judging else 7):
        if judging:
            kills += disturbed(course, chance, lambda: chance.uniform(0.3, 3.0), JUDGING, 25, len(state.verdicts))
        else:
            kills += disturbed(course, chance, lambda: chance.uniform(0.0, took), ("run",), 1, len(state.verdicts))
    runs = to_the_end(course)
    found = State.of(course).against(state)
    for each in kills:
        each.state = found
    print(f"{len(kills)} kills, then {runs} run(s) to the end: {found}", flush=True)
    return kills


def table(kills: Sequence[Kill]) -> int:
    """Prints who was killed when, and what became of it; 1 if anything is wrong."""
    rows = Counter((each.victim, each.phase, each.outcome) for each in kills)
    print(f"\n{'killed':<14}{'while':<12}{'then':<32}{'times':>5}")
    for (victim, when, outcome), times in sorted(rows.items()):
        print(f"{victim:<14}{when:<12}{outcome:<32}{times:>5}")
    bad = {name: sum(each.state.get(name, 0) for each in kills) for name in ("lost", "twice", "differs")}
    bad["survivors"] = sum(each.survivors for each in kills)
    bad["tracebacks"] = sum(each.outcome.startswith("traceback") for each in kills)
    print(f"\n{len(kills)} kills. " + ", ".join(f"{name}: {number}" for name, number in bad.items()))
    return 1 if any(bad.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
