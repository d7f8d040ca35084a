"""Every command that README and the pages under docs/ show is run by a test, and prints what is shown."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assay.authoring.scaffold import make_course
from assay.course.places import Course
from tests.docs.shell import Shell, graded_class
from tests.docs.shown import PAGES, assert_printed, commands
from tests.here import REPOSITORY

#: What cannot run here, and why.
ELSEWHERE = {
    "python3 -m venv env && env/bin/pip install ./assay-0.1.0-py3-none-any.whl": "installs from an index",
    "python3 -m venv env": "is of no use without the next line",
    "env/bin/pip install ./assay-0.1.0-py3-none-any.whl": "installs from an index",
    "env/bin/pip install -r requirements-student.txt": "installs from an index; tests/test_student_requirements.py",
    "env/bin/jupyter lab": "opens a browser; tests/test_jupyterlab_browser.py does with the same program",
    "make install": "installs from an index; .ci/run does",
    "make test": "is what runs this",
    "sudo apt install bubblewrap apparmor-profiles": "changes the machine",
    "sudo cp /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/": "changes the machine",
    "sudo apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict": "changes the machine",
    "python3 -m venv /opt/hub": "installs from an index",
    "sbatch array.sh": "needs SLURM; tests/cluster runs what is in the script",
    "pip install 'assay[dask]'": "installs from an index",
    "dask scheduler --tls-ca-file ca.pem --tls-cert head.pem --tls-key head.key":
        "needs certificates of a cluster; tests/cluster/test_tls.py makes its own",
    "assay selftest && dask worker tls://head:8786 --no-nanny --nthreads 1 --resources room=1 --memory-limit 0 "
    "--tls-ca-file ca.pem --tls-cert worker.pem --tls-key worker.key": "needs a machine called head",
    "make autograde SCHEDULER=tls://head:8786": "needs a machine called head",
}
#: What needs a room, an audit, or goes on until it is ended; the test that runs it.
IN = {
    "env/bin/assay course mine": "tests/endtoend/test_readme.py",
    "cd mine && make install release": "tests/endtoend/test_readme.py",
    "make demo": "tests/endtoend/test_readme.py",
    "assay selftest": "tests/endtoend/test_readme.py",
    "env/bin/assay selftest": "tests/endtoend/test_readme.py",
    "make check ASSIGNMENT=pads": "tests/authoring/test_authoring_page.py",
    "make check ASSIGNMENT=ps1": "tests/endtoend/test_imported.py",
    "assay selfcheck convolution.ipynb": "tests/course/test_selfcheck.py",
    "make grade": "tests/course/manual/test_verb.py",
    "make grade QUESTION=corr2d": "tests/course/manual/test_verb.py",
    "make formgrader": "tests/test_browser.py",
    "assay watch --feedback at-once --per-day 3": "tests/endtoend/test_watch.py",
    "assay watch --lms canvas /srv/downloads": "tests/course/watch/test_downloads.py",
    "assay course /srv/course": "tests/hub/test_hub.py",
    "cd /srv/course": "tests/hub/test_hub.py",
    "assay release": "tests/hub/test_hub.py",
    "assay watch --exchange --feedback at-once --per-day 3": "tests/hub/test_hub.py",
    "assay migrate --to postgresql://grader@db.example.org/deep_learning":
        "tests/course/gradebook/postgresql/test_migrate.py",
    ".venv/bin/pytest -q autograder/convolution -k zero_pad": "tests/docs/test_adding_a_question.py",
}
#: What ends with another status than 0, as the page says.
STATUS = {"assay watch --status": 1}
#: Pages that begin with a new course, or with none; all others with a class that is graded.
NEW, NONE = ("docs/authoring.md", "docs/coming-from-nbgrader.md"), ("docs/start.md",)


def here(page: str) -> bool:
    return any(each.typed not in ELSEWHERE and (each.typed not in IN or page in NONE) for each in commands(page))


@pytest.fixture(scope="module")
def graded(course_template: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    return graded_class(course_template, tmp_path_factory.mktemp("graded") / "course")


@pytest.mark.parametrize("page", [page for page in PAGES if here(page)])
def test_what_a_page_has_typed_runs_and_prints_what_is_shown(
        page: str, graded: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "mine"
    if page in NEW:
        make_course(place)
    elif page not in NONE:
        shutil.copytree(graded.root, place, symlinks=True)
    shell = Shell(tmp_path if page in NONE else place, monkeypatch, capsys)
    for each in commands(page):
        if each.typed in ELSEWHERE or (each.typed in IN and each.typed != "env/bin/assay course mine"):
            continue
        if page == "docs/grading.md" and each.typed == "make regrade DRY=1":
            with (place / "autograder" / "convolution" / "test_corr2d.py").open("a") as file:
                file.write("# mended\n")
        assert_printed(each.printed, shell.run(each.typed, STATUS.get(each.typed, 0)))


def test_what_is_left_out_is_shown_somewhere_and_has_its_test() -> None:
    shown = {each.typed for page in PAGES for each in commands(page)}
    assert shown >= ELSEWHERE.keys() | IN.keys() | STATUS.keys()
    assert not ELSEWHERE.keys() & IN.keys()
    assert [test for test in IN.values() if not (REPOSITORY / test).is_file()] == []


@pytest.mark.parametrize("said", ["make autograde", "make feedback", "assay doctor"])
def test_a_transcript_that_says_something_else_is_found(said: str) -> None:
    with pytest.raises(AssertionError, match="is not in"):
        assert_printed([said, "b"], f"b\n{said}\n")
