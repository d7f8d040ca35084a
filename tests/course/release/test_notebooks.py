"""What right solutions' notebooks take in a room, cell by cell."""

from __future__ import annotations

from pathlib import Path

from assay.course.places import Course
from assay.course.release.notebooks import notebooks, seconds_of, time_and_keep
from assay.judge.bench import Bench
from assay.judge.submission import Cell, Submission
from assay.room.room import Isolation

BUSY = "import time\nends = time.process_time() + 0.3\nwhile time.process_time() < ends:\n    pass"
IDLE = "import time\ntime.sleep(0.3)"


def test_a_cell_takes_what_it_works_and_not_what_it_waits(tmp_path: Path) -> None:
    cells = [Cell(0, "x = 1"), Cell(2, BUSY), Cell(5, IDLE, "f", settles=False)]
    first, busy, idle = seconds_of(cells, Bench(tmp_path / "a" / "b", tmp_path / "c"))
    assert 0.3 <= busy < 3
    assert first < 0.2
    assert idle < 0.2


def test_nothing_is_kept_of_a_notebook_whose_room_ends(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "a" / "b", tmp_path / "c")
    time_and_keep(Submission("hello", (Cell(0, "del __builtins__._never"), Cell(1, "_spent = None"))), bench,
                  tmp_path / "kept.json")
    assert not (tmp_path / "kept.json").exists()


def test_without_rooms_or_a_notebook_there_is_nothing_to_measure(tmp_path: Path) -> None:
    def bar(*_: object) -> None:
        raise AssertionError("nothing is run")

    assert notebooks(Course(tmp_path, Isolation.NONE), "hello", bar) == {}  # type: ignore[arg-type]
    assert notebooks(Course(tmp_path), "hello", bar) == {}  # type: ignore[arg-type]
