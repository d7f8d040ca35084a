"""Two days of a watcher in fast motion, killed twenty times at random places. Verdicts are there beforehand."""

from __future__ import annotations

import json
import multiprocessing
import random
import re
import shutil
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from assay.course.gradebook.rows import opened
from assay.course.gradebook.tables import SHOWN, noted
from assay.course.grading.grading import autograde
from assay.course.places import Course
from assay.course.watch.status import at_work
from assay.room.room import Isolation
from tests.cluster.farm import found
from tests.course.desk import LOST, A, filled, hand_in, scores, settle
from tests.course.watch import fast

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore")]
KILLS, EACH, PER_DAY, START = 20, 2, 2, datetime(2026, 9, 14, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
STUDENTS = ("ada", "bob", "cyd", "dan", "eve")
PROCESSES = multiprocessing.get_context("forkserver")


class Days:
    """A course under a watcher, and what was seen of it."""

    def __init__(self, course: Course) -> None:
        self.course, self.now = Course(course.root, Isolation.NONE), START
        self.clock = course.root / "clock"
        self.last: dict[str, int] = {}
        self.pages: dict[str, list[int]] = defaultdict(list)
        self.cut: dict[str, int] = defaultdict(int)
        self.notebooks = [json.dumps(self.prepared(number)).encode() for number in range(KILLS * EACH)]
        shutil.rmtree(course.root / "submitted")
        self.later(timedelta())

    def prepared(self, number: int) -> object:
        """A notebook on which the verdict lies there: every second is wrong in part."""
        notebook = filled(self.course, corr2d=f"mark{number} = None")
        hand_in(self.course, STUDENTS[number % len(STUDENTS)], notebook)
        settle(self.course, STUDENTS[number % len(STUDENTS)], {"corr2d": LOST} if number % 2 else {})
        return notebook

    def later(self, by: timedelta) -> None:
        self.now += by
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(self.now.isoformat(), "ascii")
        fresh.replace(self.clock)

    def hands_in(self, number: int) -> None:
        student = STUDENTS[number % len(STUDENTS)]
        folder = self.course.submitted(student, A)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".new").write_bytes(self.notebooks[number])
        (folder / ".new").replace(folder / f"{A}.ipynb")
        self.last[student] = number

    def start(self) -> multiprocessing.process.BaseProcess:
        flags = ("--feedback", "at-once", "--per-day", str(PER_DAY), "--every", "0.1", "--workers", "1")
        process = PROCESSES.Process(target=fast.watch, args=(str(self.course.root), str(self.clock), *flags))
        process.start()
        found(lambda: (status := at_work(self.course)[0]) and status.process == process.pid)
        return process

    def looks_for(self, seconds: float) -> None:
        """What students see meanwhile."""
        end = time.monotonic() + seconds
        while True:
            for student in STUDENTS:
                mark = marked(self.course.feedback(student, A))
                if mark is not None and mark not in self.pages[student][-1:]:
                    self.pages[student].append(mark)
            if time.monotonic() > end:
                return
            time.sleep(0.02)

    def shown(self, student: str) -> list[datetime]:
        with opened(self.course) as gradebook:
            return sorted(datetime.fromisoformat(each.at) for each in noted(gradebook, SHOWN, student=student))

    def counts_what_was_cut(self, before: dict[str, int]) -> None:
        """A kill between a page and its note gives the page's place away once more: whose, and how often."""
        self.looks_for(0.0)
        with opened(self.course) as gradebook:
            for student in cut_short(gradebook):
                self.cut[student] += len(self.pages[student]) > before[student]

    def has_looked_since(self, moment: float) -> bool:
        """Whether a whole look lies behind the watcher that began after a moment."""
        self.looks_for(0.0)
        status, _ = at_work(self.course)
        return status is not None and status.looked - status.seconds > moment

    def done(self) -> bool:
        """Whether all have the page of their last work, and that is noted."""
        self.looks_for(0.1)
        if any(not marked(self.course.autograded(student, A)) == number == marked(self.course.feedback(student, A))
               for student, number in self.last.items()):
            return False
        with opened(self.course) as gradebook:
            return cut_short(gradebook) == []


def cut_short(gradebook: Gradebook) -> list[str]:
    """Whose page was noted and then perhaps not made."""
    return [each.student for each in noted(gradebook, SHOWN, assignment=A) if not each.made]


def marked(path: Path) -> int | None:
    """Which work a notebook or a page is of."""
    try:
        mark = re.search(r"mark(\d+)", path.read_text("utf-8"))
    except OSError:
        return None
    return int(mark[1]) if mark else None


def test_two_days_with_twenty_kills_lose_nothing_and_show_nobody_more_than_the_policy_allows(course: Course) -> None:
    days, chance = Days(course), random.Random(20)
    PROCESSES.set_forkserver_preload(["tests.course.watch.fast", "assay.course.gradebook.batch.recorder"])
    watcher = days.start()
    try:
        for kill in range(KILLS):
            before = {student: len(days.pages[student]) for student in STUDENTS}
            for number in range(EACH * kill, EACH * kill + EACH):
                days.looks_for(chance.uniform(0.0, 0.7))
                days.hands_in(number)
            days.looks_for(chance.uniform(0.0, 0.7))
            if kill % 5 == 4:  # on a slow machine each other kill might come before anything is shown
                found(partial(days.has_looked_since, time.time()))
            watcher.kill()
            watcher.join()
            days.counts_what_was_cut(before)
            days.later(timedelta(hours=chance.uniform(1.0, 2.5)))
            watcher = days.start()
        assert days.now > START + DAY
        days.later(DAY)
        found(days.done, 60.0)
        assert watcher.is_alive()
    finally:
        watcher.kill()
        watcher.join()
    assert days.last == {student: KILLS * EACH - len(STUDENTS) + place for place, student in enumerate(STUDENTS)}
    assert autograde(days.course, A).fresh == []
    assert {student: scores(days.course, student)["corr2d"] for student in STUDENTS} == {
        student: 6.0 if number % 2 else 12.0 for student, number in days.last.items()}
    with opened(days.course) as gradebook:
        assert cut_short(gradebook) == []
    shown = {student: days.shown(student) for student in STUDENTS}
    for student, times in shown.items():
        assert all(sum(first <= each < first + DAY for each in times) <= PER_DAY for first in times)
        assert len(times) <= len(days.pages[student]) <= len(times) + days.cut[student]
        assert days.pages[student] == sorted(set(days.pages[student]))  # the newest work, always
    # The bound was reached, and a second day began.
    assert max(sum(each < START + DAY for each in times) for times in shown.values()) == PER_DAY
    assert max(map(len, shown.values())) > PER_DAY
    assert sum(map(len, days.pages.values())) < KILLS * EACH
