"""What most take, on this machine, and whose turn it is beside others. No room is opened."""

from __future__ import annotations

import math
from collections import deque
from pathlib import Path

from assay.cluster.task import Reply, Said
from assay.cluster.work import BENCHES
from assay.course.judging.office import Office
from assay.course.judging.turns import SEEN, SHARE, TIMES, Lane, Pace, Turn, in_lanes, judge_all
from assay.course.places import Course
from assay.judge.verdict import Run, Verdict
from assay.processes import AHEAD
from tests.course.desk import A
from tests.course.judging.pretend import QUICK, asked, asked_of, handed_in


def slow_machine(data: bytes) -> bytes:
    """In the place of a judging: right solutions take 15 seconds here, or 40; who burns, all that there is."""
    task, root, student = asked_of(data)
    with (root / "order").open("a") as file:
        file.write(f"{student} {task.seconds} {task.cpu}\n")
    seconds = {"a": 15.0, "l": 40.0, "w": 300.0}[student[0]]
    if seconds > task.cpu:
        return Reply(Said.WORKS).to_bytes()
    return Reply(Said.JUDGED, "", Verdict(BENCHES[task.bundle].basis(task.submission), ()),
                 Run(room_cpu_seconds=seconds)).to_bytes()


def test_on_a_slow_machine_nobody_is_put_off_who_takes_a_few_times_what_most_take(course: Course, order: Path) -> None:
    students = [*QUICK, "lea", "wim", "lou"]
    assert judge_all(Office(course, A, work=slow_machine), handed_in(course, students), 4) == {}
    assert [name for name, *_ in asked(order)] == [*students, "wim"]
    before = 4 * AHEAD + SEEN - 1  # so many were handed out when the last of those came back that tell what most take
    share = course.bench(A).limits.submission_cpu_seconds * SHARE
    assert [float(cpu) for *_, cpu in asked(order)] == [
        *[share] * before, *[TIMES * 15] * (len(students) - before), math.inf]


def test_the_bound_follows_what_most_take_whether_they_are_put_off_or_not() -> None:
    pace = Pace(30.0)
    for seconds in [5.0] * SEEN:
        pace.saw(seconds)
        pace.saw_more()
    assert pace.most() == TIMES * (5.0 + 30.0) / 2
    pace.saw(5.0)
    assert pace.most() == 30.0
    slow = Pace(30.0)
    for _ in range(SEEN):
        slow.saw_more()
    assert slow.most() == TIMES * 30.0
    for _ in range(SEEN + 1):  # on a machine so slow that all need more than that, too
        slow.saw_more()
    assert slow.most() == TIMES * TIMES * 30.0


def test_lanes_go_side_by_side_each_with_as_many_as_it_may_have() -> None:
    now: list[list[int]] = []
    lanes = [Lane([], Turn(), lambda: 3), Lane([], Turn(), lambda: 2), Lane([], Turn(), lambda: 1, -1.0)]
    numbers = [0] * 5 + [1] * 4 + [2] * 3
    choose, out = in_lanes(lanes, numbers), deque[int]()
    while True:
        while (place := choose(out)) is not None:
            out.append(place)
        if not out:
            break
        now.append([numbers[place] for place in out])
        out.popleft()
    assert now[0] == [0, 0, 0, 1, 1, 2]
    assert len(now) == 5 + 4 + 1
    assert max(each.count(0) for each in now) == 3
    assert max(each.count(1) for each in now) == 2
