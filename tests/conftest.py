"""Courses to work on: built once, copied for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from hypothesis.internal.conjecture import providers

from assay.course.demo import make_course
from assay.course.places import Course
from assay.judge.loading import importable
from assay.room.environment import xla_flags
from tests.here import REPOSITORY

# Here, too, code is compiled as the judge's own processes compile it, and kept from run to run.
os.environ.update({"JAX_COMPILATION_CACHE_DIR": str(REPOSITORY / ".cache" / "jax"),
                   "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0", "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
                   "XLA_FLAGS": xla_flags(optimize=False)})
# How long an example takes says something about the machine, not about what is tested.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")


#: What takes minutes, and shows again in a whole class, for every style or by every accident what others show in part.
LONG = ("endtoend/", "questions/", "attacks/test_tables.py", "room/test_warm.py", "course/grading/test_regrade.py",
        "course/grading/test_recording.py", "course/test_machine_faults.py", "course/judging/test_turns.py",
        "course/gradebook/postgresql/test_class.py", "judge/explain/test_prints.py", "cluster/test_dask.py",
        "authoring/test_authoring_page.py", "test_faults.py", "attacks/test_corpus.py", "fuzzing/test_corpus.py",
        "hub/")
#: Files that take longest of all: begun last, one would keep a single process busy when the others are done.
FIRST = ("endtoend/test_class.py", "endtoend/test_readme.py", "endtoend/test_every_verb.py", "endtoend/test_privacy.py")


def pytest_xdist_auto_num_workers() -> int:
    """Processes for ``-n auto``: one more than there are processors, as the tests wait for a third of the time."""
    return min(4, (os.cpu_count() or 1) + 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what `make test` leaves to `make test-all`, and puts first what takes longest."""
    for item in items:
        if within(item).startswith(LONG):
            item.add_marker("long")
    items.sort(key=lambda item: not within(item).startswith(FIRST))


def within(item: pytest.Item) -> str:
    """A test's file, as from the folder of all tests."""
    return item.path.relative_to(REPOSITORY / "tests").as_posix()


@pytest.fixture
def as_before() -> Iterator[None]:
    """What a judging sets for its process is put back after the test, where one is held in the tests' own."""
    profile, hook = hypothesis.settings.get_current_profile_name(), providers._get_local_constants
    importable(REPOSITORY)
    yield
    importable(REPOSITORY)
    hypothesis.settings.load_profile(profile)
    providers._get_local_constants = hook


@pytest.fixture(scope="session")
def course_template(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course that nobody has submitted to. Only to be looked at: take ``course`` to change something."""
    return make_course(Course(REPOSITORY), "convolution", tmp_path_factory.mktemp("template") / "course")


@pytest.fixture
def course(course_template: Course, tmp_path: Path) -> Course:
    """A copy of the course for one test."""
    folder = tmp_path / "course"
    shutil.copytree(course_template.root, folder, symlinks=True)
    return Course(folder)
