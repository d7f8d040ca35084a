"""The same term twice, once with the gradebook in its file and once on a server: what comes out is the same."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from assay.__main__ import main
from assay.course.demo import make_course
from assay.course.gradebook.database import exists
from assay.course.gradebook.postgresql.address import server_of
from assay.course.gradebook.postgresql.migrate import migrate
from assay.course.gradebook.rows import opened, points_of, rows
from assay.course.grading.grading import autograde
from assay.course.grading.regrade import regrade
from assay.course.manual.desk import Desk
from assay.course.manual.marks import find_question, marks
from assay.course.places import CONFIG, Course
from assay.course.watch.policy import Policy, When
from assay.course.watch.status import place
from assay.course.watch.watching import Watcher
from assay.room.room import Isolation
from tests.course.desk import LOST, A, filled, give, grade, hand_in, settle
from tests.course.gradebook.postgresql.conftest import configure
from tests.course.test_formgrader import serving, submission_of_ada
from tests.postgres import PASSWORD, Cluster

pytestmark = pytest.mark.system
#: No order by name, and two who share one: databases sort by rules of their own.
ROSTER = f"""\
id,last_name,first_name,email,section,lms_id,extension {A}
zoe,Öz,Zoë,zoe@example.org,B,21,
ada,lovelace,Ada,ada@example.org,A,17,2 days
ben,Doe,"Ben, Jr.",ben@example.org,A,18,
eve,Doe,"Ben, Jr.",eve@example.org,A,22,
dan,Poe,Dan,dan@example.org,B,20,
"""
#: How long a run took, and what is left of it.
SECONDS = re.compile(r"\b\d+ s\b")
#: Points that no sum of halves makes.
TENTH = """
from nbgrader.plugins import LateSubmissionPlugin

class Tenth(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score * 0.1

c.AssignLatePenalties.plugin_class = Tenth
"""


def begin(course: Course, *more: str) -> Course:
    course.gradebook.unlink()
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("\n".join([TENTH, *more, ""]))
    assert not exists(course)
    assert main(["gradebook", "--course", str(course.root)]) == 0
    assert main(["gradebook", "--course", str(course.root)]) == 0  # told again, nothing changes
    return Course(course.root, Isolation.NONE)


def term(course: Course) -> None:
    """Hands in, grades, is late, grades by hand, hands in anew, regrades, shows pages."""
    (course.root / "roster.csv").write_text(ROSTER, "utf-8")
    with opened(course) as gradebook:
        gradebook.update_or_create_assignment(A, duedate="2026-09-14 10:00:00")
    for student, number in (("zoe", 1), ("ben", 2), ("ada", 3), ("guest", 4)):
        hand_in(course, student, filled(course, sgd_step=f"sgd_step = {number}"))
        settle(course, student, {"sgd_step": LOST})
    assert autograde(course, A).fresh == ["ada", "ben", "guest", "zoe"]
    assert main(["students", "--course", str(course.root), "--file", str(course.root / "roster.csv")]) == 0
    give(course, "ben", "test_corr2d", 0.1, "Half of it.")
    give(course, "ben", "test_conv2d", 0.2)
    by_hand(course)
    hand_in(course, "ben", filled(course, corr2d="corr2d = 1"))
    settle(course, "ben", {"corr2d": LOST})
    assert autograde(course, A).fresh == ["ben"]
    assert autograde(course, A).fresh == []
    assert not [change for change in regrade(course, A, dry=True).changes if change.moved]


def by_hand(course: Course) -> None:
    """One grades on the page for it, and another was quicker."""
    desk = Desk(course, find_question(course, A, ""))
    known = {mark.student: mark for mark in marks(course, desk.question).values()}
    given = {"points": 1.3, "comment": "=Say\0 more,\n<b>", "ticks": [0]}
    asked = {"rows": [{"id": mark.id, "version": mark.version, **given} for mark in (known["ada"], known["zoe"])]}
    done, now = desk.save(asked)
    assert (done, {(each["points"], each["comment"]) for each in now}) == (True, {(1.3, "=Say more,\n<b>")})
    assert desk.save(asked)[0] is False
    assert "Say more" in desk.page()


def out(course: Course, capsys: pytest.CaptureFixture[str]) -> dict[str, bytes]:
    """All that goes out, and all that is said, by name."""
    canvas = course.root / "canvas.csv"
    canvas.write_text(f"Student,ID,SIS User ID,SIS Login ID,Section,{A} (5)\n    Points Possible,,,,,46\n"
                      "Doe,18,ben,ben,A,\nÖz,21,zoe,zoe,B,\n", "utf-8")
    said = {}
    for name, verb in {"feedback": ["feedback", "--workers", "1"], "report": ["report"],
                       "show": ["show", "--student", "ben"], "csv": ["export", "--to", "csv"],
                       "json": ["export", "--to", "json"], "gradescope": ["export", "--to", "gradescope"],
                       "canvas": ["export", "--to", "canvas", "--file", str(canvas)], "all": ["export"]}.items():
        capsys.readouterr()
        assert main([*verb, "--course", str(course.root)]) == 0, (name, capsys.readouterr().err)
        printed = capsys.readouterr()
        said[name] = SECONDS.sub("", f"{printed.out}\n{printed.err}".replace(str(course.root), "")).encode()
    files = [course.root / "grades.csv", *course.root.glob("exports/**/*.*"), *course.root.glob("feedback/**/*.html")]
    said["report"] = b"".join(line for line in said["report"].splitlines(keepends=True) if b"formgrader" not in line)
    return said | {path.relative_to(course.root).as_posix(): path.read_bytes() for path in files if path.is_file()}


@pytest.fixture
def both(course: Course, cluster: Cluster, tmp_path: Path) -> Callable[[], tuple[Course, Course]]:
    """A course with its gradebook in a file, and its copy with one on a server; both begun anew."""
    def make() -> tuple[Course, Course]:
        name = cluster.database()
        shutil.copytree(course.root, tmp_path / "there" / "course", symlinks=True)
        line = f"c.CourseDirectory.db_url = {cluster.url(name)!r}"
        return begin(course), begin(Course(tmp_path / "there" / "course"), line)
    return make


def test_a_term_on_a_server_comes_out_as_in_a_file(
        both: Callable[[], tuple[Course, Course]], cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    here, there = both()
    assert not there.gradebook.exists()
    term(here)
    term(there)
    wanted = out(here, capsys)
    assert out(there, capsys) == wanted
    assert len([each for each in wanted if each.startswith("feedback/")]) == 4
    assert b",36.269999999999996," in wanted["grades.csv"]
    assert not there.gradebook.exists()

    moved = cluster.database()  # and what was in the file comes out the same from a server too
    migrate(here, cluster.url(moved))
    configure(here, cluster.url(moved))
    assert out(here, capsys) == wanted
    assert autograde(here, A).fresh == []


@pytest.fixture
def anew(course: Course, cluster: Cluster) -> Course:
    """A course with its gradebook on a server, where nobody has handed in."""
    return begin(course, f"c.CourseDirectory.db_url = {cluster.url(cluster.database())!r}")


def test_a_watcher_grades_and_shows_says_when_the_server_is_gone_and_goes_on_when_it_is_back(
        anew: Course, cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    def look(number: int) -> bool:
        hand_in(anew, "ada", filled(anew, corr2d=f"mark{number} = None"))
        settle(anew, "ada", {"corr2d": LOST})
        return watcher.look()

    def page() -> str:
        return anew.feedback("ada", A).read_text("utf-8")

    watcher = Watcher(anew, [A], Policy(When.AT_ONCE, 9), 10.0, now=lambda: datetime(2026, 9, 14, 12, tzinfo=UTC))
    config = (anew.root / CONFIG).read_text("utf-8")
    assert look(1)
    assert "mark1" in page()
    configure(anew, cluster.url("gone"))
    capsys.readouterr()
    assert not look(2)
    said = (f"watch: {A}: PostgreSQL's server at 127.0.0.1:{cluster.port} has no database gone. Make it with `createdb "
            f"gone`, or mend the address in {CONFIG}; then run this again.\n")
    assert capsys.readouterr().err == said
    assert said[7:-1] in place(anew).read_text("utf-8")
    assert "mark1" in page()
    (anew.root / CONFIG).write_text(config, "utf-8")
    assert watcher.look()
    assert "mark2" in page()


def test_a_release_that_is_made_again_keeps_the_questions_in_the_notebooks_order(anew: Course) -> None:
    with opened(anew) as gradebook:
        before = list(points_of(gradebook, A))
    hand_in(anew, "ada", filled(anew))
    settle(anew, "ada")
    autograde(anew, A)
    notebook = anew.release(A)
    notebook.write_text(notebook.read_text("utf-8").replace("cross-correlation", "correlation"), "utf-8")
    for _ in range(3):
        assert main(["gradebook", "--course", str(anew.root)]) == 0
    with opened(anew) as gradebook:
        assert list(points_of(gradebook, A)) == before
    assert before[:2] == ["why_convolution", "corr2d"]


def test_a_copy_of_the_course_has_a_gradebook_of_its_own(anew: Course, tmp_path: Path) -> None:
    """As the sample class has that `make demo` grades: no student of it gets into the course's."""
    sample = make_course(anew, A, tmp_path / "sample")
    assert sample.gradebook.exists()
    assert server_of(sample) is None
    hand_in(sample, "ada", filled(sample))
    settle(sample, "ada")
    autograde(Course(sample.root, Isolation.NONE), A)
    assert [row.student for row in rows(sample, A)] == ["ada"]
    assert rows(anew, A) == []


def test_formgrader_grades_and_shows_what_lies_on_a_server(anew: Course, tmp_path: Path) -> None:
    """One test, as a server takes seconds to come up."""
    anew = Course(anew.root)  # formgrader judges in rooms, and verdicts say so
    hand_in(anew, "ben", filled(anew))
    settle(anew, "ben")
    with serving(anew, tmp_path) as server:
        button = f"/formgrader/api/submission/{A}/ben/autograde"
        said = json.loads(server("POST", button, {})[1])
        assert said["success"], said["log"]
        for page in ("", f"gradebook/{A}", f"gradebook/{A}/{A}", f"manage_submissions/{A}", "manage_students",
                     "manage_students/ada", f"manage_students/ada/{A}"):
            assert server("GET", f"/formgrader/{page}")[0] == 200, page
        for name, key, wanted in (("assignments", "name", [A]), ("students", "id", ["ada", "ben"]),
                                  (f"submissions/{A}", "student", ["ada", "ben"]), (f"notebooks/{A}", "name", [A]),
                                  (f"submitted_notebooks/{A}/{A}", "student", ["ada", "ben"]),
                                  ("student_submissions/ada", "name", [A]),
                                  (f"student_notebook_submissions/ada/{A}", "name", [A])):
            status, said = server("GET", f"/formgrader/api/{name}")
            assert (status, sorted(each[key] for each in json.loads(said))) == (200, wanted), name
        assert "12 of 12 points" in server("GET", submission_of_ada(anew))[1]
        with opened(anew) as gradebook:
            address = f"/formgrader/api/grade/{gradebook.find_grade('test_corr2d', A, A, 'ada').id}"
        assert server("PUT", address, {"manual_score": 5.0})[0] == 200
        assert grade(anew, "ada", "test_corr2d") == (12.0, 5.0, False)
        assert server("PUT", "/formgrader/api/student/dan", {"first_name": "Dan"})[0] == 200
        assert server("PUT", f"/formgrader/api/assignment/{A}", {"duedate_notimezone": "2026-09-14T10:00:00",
                                                                "duedate_timezone": "UTC"})[0] == 200
        assert main(["report", "--course", str(anew.root)]) == 0  # lateness is put right beside an open formgrader
        assert main(["forget", "--course", str(anew.root), "--student", "ben", "--yes"]) == 0
        assert sorted(each["id"] for each in json.loads(server("GET", "/formgrader/api/students")[1])) == ["ada", "dan"]
    assert PASSWORD not in (tmp_path / "log").read_text("utf-8")
    assert quote(PASSWORD, safe="") not in (tmp_path / "log").read_text("utf-8")
