"""What a graded class leaves behind: no student reads of another, and no other user of the machine reads of any."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assay.course.demo import make_course
from assay.course.places import Course
from assay.course.privacy import FILES, FOLDERS, HIDDEN
from tests.course.desk import ANSWERS, A, filled, hand_in
from tests.here import REPOSITORY

#: Each is wrong in a way of its own, so that each page shows something of its student's work.
CLASS = {"amina_said": ("corr2d", ANSWERS["corr2d"]), "bela_nagy": ("corr2d", "def corr2d(X, K): raise ValueError({})"),
         "chen_wei": ("receptive_field", "def receptive_field(sizes): return ({}, 1)")}
#: Steps that make something about students.
STEPS = (("students", "--file", "roster.csv"), ("autograde",), ("feedback",), ("report",), ("export",),
         ("similar",))


def marker(student: str) -> str:
    """A text that stands in this student's work alone."""
    return f"mark{hashlib.sha256(student.encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class Left:
    """A graded course, and what its steps said."""

    course: Course
    said: str


def run(course: Course, umask: int, *arguments: str) -> str:
    """A step as typed into a terminal, under a umask; what it said."""
    done = subprocess.run([sys.executable, "-m", "assay", *arguments, "--course", str(course.root)],
                          cwd=course.root, capture_output=True, text=True, check=True, umask=umask)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class that was really judged, once; under the loosest umask there is."""
    course = make_course(Course(REPOSITORY), A, tmp_path_factory.mktemp("privacy") / "course")
    before = os.umask(0)
    try:
        for student, (question, answer) in CLASS.items():
            mark = marker(student)
            work = f'print("{mark}")\n' + answer.replace("{}", repr(mark))
            hand_in(course, student, filled(course, **{question: work, "why_convolution": f"As {mark} says."}))
    finally:
        os.umask(before)
    run(course, 0, "autograde", "--workers", "2")
    return course


@pytest.fixture(scope="module", params=[0o022, 0o000], ids=["umask 022", "umask 000"])
def left(submissions: Course, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Left:
    """The same class, all steps run in a new folder under a umask; the verdicts are there already."""
    before = os.umask(request.param)
    try:
        course = make_course(Course(REPOSITORY), A, tmp_path_factory.mktemp("steps") / "course")
        for folder in ("submitted", "verdicts"):
            shutil.copytree(submissions.root / folder, course.root / folder, dirs_exist_ok=True, symlinks=True)
        (course.root / "roster.csv").write_text("\n".join(("id", *CLASS, "")), "utf-8")
    finally:
        os.umask(before)
    return Left(course, "".join(run(course, request.param, *step) for step in STEPS))


@pytest.mark.parametrize("student", CLASS)
def test_a_students_page_and_notebook_hold_nothing_of_the_others(left: Left, student: str) -> None:
    for path in (left.course.feedback(student, A), left.course.autograded(student, A)):
        text = path.read_text("utf-8")
        assert marker(student) in text
        for other in CLASS.keys() - {student}:
            assert other not in text
            assert marker(other) not in text


def test_what_the_steps_say_and_the_diff_hold_no_work(left: Left) -> None:
    assert all(student in left.said for student in CLASS)
    assert not [student for student in CLASS if marker(student) in left.said]


def test_a_verdict_holds_no_name_and_one_students_work(left: Left) -> None:
    files = [path.read_text("ascii") for path in left.course.store(A).folder.iterdir()]
    assert len(files) == 2 * len(CLASS)
    for text in files:
        assert not [student for student in CLASS if student in text]
        assert sum(marker(student) in text for student in CLASS) <= 1


def open_to_others(root: Path) -> Iterator[Path]:
    """Every file below that another user can open, or whose folder they can list."""
    for path in root.iterdir():
        if path.is_symlink():  # what was compiled lies ready for copies of a course too
            continue
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            if mode & (stat.S_IXOTH | stat.S_IROTH):
                yield from open_to_others(path)
        elif mode & stat.S_IROTH:
            yield path


def test_other_users_of_the_machine_can_open_nothing_of_the_class(left: Left) -> None:
    found = {path.relative_to(left.course.root).as_posix() for path in open_to_others(left.course.root)}
    closed = tuple(f"{each}/" for each in (*FOLDERS, *HIDDEN))
    assert not [name for name in found if name in FILES or name.startswith(closed)]
    assert found <= {"nbgrader_config.py", f"release/{A}/{A}.ipynb"}
    for name in (*FOLDERS, *HIDDEN):
        assert stat.S_IMODE((left.course.root / name).stat().st_mode) == 0o700
    for name in FILES:
        assert stat.S_IMODE((left.course.root / name).stat().st_mode) == 0o600


def test_nbgraders_own_command_leaves_nothing_open_either(submissions: Course, tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(submissions.root, root, symlinks=True)
    for name in FOLDERS:
        (root / name).chmod(0o777)
    (root / "gradebook.db").chmod(0o666)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for step in (["autograde", A, "--force"], ["generate_feedback", A]):
        done = subprocess.run([sys.executable, "-P", "-m", "nbgrader", *step], cwd=root, capture_output=True, text=True,
                              check=False, umask=0, env={**os.environ, "PATH": path})
        assert done.returncode == 0, done.stderr
    assert (root / "feedback" / "chen_wei" / A / f"{A}.html").exists()
    assert {each.name for each in open_to_others(root)} <= {"nbgrader_config.py", f"{A}.ipynb"}
    assert not [each for each in open_to_others(root) if "chen_wei" in each.parts]


def test_where_assistants_share_the_course_their_group_reads_and_nobody_else(
        submissions: Course, tmp_path: Path) -> None:
    course = Course(tmp_path / "course")
    shutil.copytree(submissions.root, course.root, symlinks=True)
    settings = course.root / "nbgrader_config.py"
    shared = "c.CourseDirectory.groupshared = True\n"
    settings.write_text(settings.read_text().replace("configure(c", f"{shared}configure(c"))
    for name in ("autograded", "backups"):
        shutil.rmtree(course.root / name)
    (course.cache / "lock").unlink()
    for step in ("autograde", "feedback", "export"):
        run(course, 0o077, step)
    for name in FOLDERS:
        assert stat.S_IMODE((course.root / name).stat().st_mode) == 0o2770
    for path in (course.gradebook, course.root / "grades.csv", *(course.root / "backups").iterdir(),
                 *course.store(A).folder.glob("*.json"), *course.cache.glob("*"), *course.cache.glob("settled/*")):
        assert path.is_symlink() or path.stat().st_mode & 0o660 == 0o660, path  # a link leads to another course's
    assert stat.S_IMODE((course.cache / "lock").stat().st_mode) == 0o660
    assert stat.S_IMODE(course.autograded("chen_wei", A).stat().st_mode) & 0o660 == 0o660
    assert not [each for each in open_to_others(course.root) if "chen_wei" in each.parts]
    assert json.loads(course.autograded("chen_wei", A).read_text("utf-8"))["cells"]
