"""How formgrader is served: to this machine, with the course as its root, by a server that runs nothing."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from assay.course import page_limit
from assay.course.formgrader import serve
from assay.course.gradebook.rows import opened
from assay.course.places import Course, CourseError
from assay.course.read_only_server import SENTENCE, extensions
from tests.course.desk import LOST, A, autograde, filled, grade, hand_in, scores, settle
from tests.here import REPOSITORY


class Served:
    """Stands in for the server."""

    def __init__(self) -> None:
        self.command: list[str] = []
        self.folder = Path()
        self.environment: dict[str, str] = {}

    def __call__(self, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        self.command, self.folder, self.environment = command, folder, environment


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    stand_in = Served()
    monkeypatch.setattr("assay.course.formgrader.become", stand_in)
    return stand_in


def test_it_listens_on_this_machine_only_and_shows_the_course(course: Course, served: Served) -> None:
    serve(course, 9999)
    for option in ("--ServerApp.ip=127.0.0.1", "--ServerApp.port=9999", f"--ServerApp.root_dir={course.root}",
                   "--ServerApp.default_url=/formgrader"):
        assert option in served.command
    assert served.folder == course.root
    assert not [option for option in served.command if "token" in option or "password" in option]


def test_nbgraders_commands_are_found_without_an_activated_environment(course: Course, served: Served) -> None:
    serve(course, 9999)
    assert served.environment["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)


@pytest.mark.parametrize("user, allowed", [(0, True), (1000, False)])
def test_root_is_allowed_only_where_it_is_root_that_asks(
        course: Course, served: Served, monkeypatch: pytest.MonkeyPatch, user: int, allowed: bool) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    serve(course, 9999)
    assert ("--allow-root" in served.command) is allowed


def test_a_folder_that_is_no_course_is_not_served(tmp_path: Path, served: Served) -> None:
    with pytest.raises(CourseError, match=r"is no course folder: it has no nbgrader_config\.py\.$"):
        serve(Course(tmp_path), 9999)
    assert served.command == []


TOKEN = "letmein"


class Server:
    """A formgrader that is up, on a course in which Ada is graded."""

    def __init__(self, course: Course) -> None:
        self.course = course
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    def __call__(self, way: str, path: str, body: object = None) -> tuple[int, str]:
        """The status and text of an answer."""
        data = None if way == "GET" else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, method=way, headers={
            "Authorization": f"token {TOKEN}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def wait(self) -> None:
        for _ in range(240):
            try:
                self("GET", "/api")
            except OSError:
                time.sleep(0.25)
            else:
                return
        raise AssertionError("the server does not answer")


def start(server: Server, folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "JUPYTER_TOKEN": TOKEN, "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
                   "JUPYTER_CONFIG_DIR": str(folder / "settings")}
    command = [sys.executable, "-m", "assay", "formgrader", "--course", str(server.course.root), "--port",
               str(server.port)]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log,
                                start_new_session=True)


@contextmanager
def serving(course: Course, folder: Path) -> Iterator[Server]:
    """Ada's course, graded."""
    hand_in(course, "ada", filled(course))
    settle(course, "ada")
    assert autograde(course, "ada")["success"]
    up = Server(course)
    with start(up, folder) as process:
        try:
            up.wait()
            yield up
        finally:
            process.terminate()
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", up.port), 5):
        pass


@pytest.fixture
def server(course: Course, tmp_path: Path) -> Iterator[Server]:
    with serving(course, tmp_path) as up:
        yield up


def submission_of_ada(course: Course) -> str:
    with opened(course) as gradebook:
        return f"/formgrader/submissions/{gradebook.find_submission_notebook(A, A, 'ada').id}/"


def test_a_served_formgrader_grades_and_shows_and_runs_no_cell(server: Server) -> None:
    """One test, as a server takes seconds to come up."""
    notebook = f"autograded/ada/{A}/{A}.ipynb"
    assert told(server("POST", "/api/kernels", {"name": "python3"})) == (403, True)
    assert told(server("POST", "/api/sessions", {"path": notebook, "type": "notebook", "name": A,
                                                 "kernel": {"name": "python3"}}))[1]
    assert server("GET", "/api/kernels") == (200, "[]")
    assert server("POST", "/api/terminals", {})[0] == 404
    assert "was blocked" in server("POST", "/lab/api/extensions", {"cmd": "install", "extension_name": "x"})[1]
    assert server("POST", f"/assignments/validate?path={notebook}", {})[0] == 404
    for path in (f"/nbconvert/html/{notebook}", "/nbconvert/html", "/nbconvert"):
        assert "makes no pages of notebooks" in server("GET", path)[1]
    assert server("POST", "/nbconvert/html", {})[0] == 403
    assert server("GET", f"/notebooks/{notebook}")[0] == server("GET", f"/api/contents/{notebook}")[0] == 200
    status, page = server("GET", submission_of_ada(server.course))
    assert (status, page.count("12 of 12 points")) == (200, 1)
    status, said = server("POST", f"/formgrader/api/submission/{A}/ada/autograde", {})
    assert (status, json.loads(said)["success"]) == (200, True)
    status, said = server("POST", f"/formgrader/api/assignment/{A}/generate_feedback", {"force": True})
    assert (status, json.loads(said)["success"]) == (200, True)
    assert server.course.feedback("ada", A).exists()
    assert scores(server.course, "ada")["corr2d"] == 12


def test_a_served_page_is_bounded(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what the course's configuration brings along, so in any server that formgrader runs in."""
    monkeypatch.setattr(page_limit, "PAGE_SECONDS", page_limit.PAGE_SECONDS)  # it is read in this process too
    config = course.root / "nbgrader_config.py"
    bound_it = "\nfrom assay.course import page_limit\npage_limit.PAGE_SECONDS = 0.001\n"
    config.write_text(config.read_text("utf-8") + bound_it, "utf-8")
    with serving(course, tmp_path) as server:
        status, page = server("GET", submission_of_ada(course))
        assert (status, "This submission cannot be shown: it took longer" in page) == (200, True)
        said = json.loads(server("POST", f"/formgrader/api/assignment/{A}/generate_feedback", {"force": True})[1])
        assert not said["success"]
        assert "it took longer than 0.001 seconds." in said["log"]


def test_what_a_person_grades_in_formgrader_stays_graded_until_a_newer_answer_comes_in(server: Server) -> None:
    """With the requests that its page sends: points, Resolve (the same points again), and Autograde."""
    with opened(server.course) as gradebook:
        address = f"/formgrader/api/grade/{gradebook.find_grade('test_corr2d', A, A, 'ada').id}"
    button = f"/formgrader/api/submission/{A}/ada/autograde"
    assert server("PUT", address, {"manual_score": 5.0})[0] == 200
    assert json.loads(server("POST", button, {})[1])["success"]
    assert grade(server.course, "ada", "test_corr2d") == (12.0, 5.0, False)
    hand_in(server.course, "ada", filled(server.course, corr2d="corr2d = 1"))
    settle(server.course, "ada", {"corr2d": LOST})
    assert json.loads(server("POST", button, {})[1])["success"]
    assert grade(server.course, "ada", "test_corr2d") == (6.0, 5.0, True)
    assert "A person gave these points for an earlier answer;" in server("GET", submission_of_ada(server.course))[1]
    assert server("PUT", address, {"manual_score": 5.0})[0] == 200
    assert json.loads(server("POST", button, {})[1])["success"]
    assert grade(server.course, "ada", "test_corr2d") == (6.0, 5.0, False)


def told(answer: tuple[int, str]) -> tuple[int, bool]:
    status, text = answer
    return status, SENTENCE in text


def test_no_extension_is_served_that_is_not_known_to_run_nothing() -> None:
    found = extensions()
    assert found["nbgrader.server_extensions.formgrader"] is found["assay.course.read_only_server"] is True
    for name in ("jupyter_server_terminals", "jupyter_lsp", "nbgrader.server_extensions.validate_assignment"):
        assert found[name] is False


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the bell may ring in a destructor
def test_a_page_of_formgraders_that_takes_too_long_is_a_sentence(course: Course,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    exporter = page_limit.ShownExporter()
    path = str(course.release(A))
    assert "receptive_field" in exporter.from_filename(path)[0]
    monkeypatch.setattr(page_limit, "PAGE_SECONDS", 0.001)
    assert exporter.from_filename(path)[0] == (
        "<p>This submission cannot be shown: it took longer than 0.001 seconds.</p>")


LIVE = "<img src=x onerror=alert(1)>"
NAMED = "O'Brien & Söhne"


def test_no_name_and_no_address_is_live_in_a_page_of_formgraders(course: Course, tmp_path: Path) -> None:
    """Whoever hands in chooses a name, and a link a whole address; what runs there has the rights of who grades."""
    for student in (f'"{LIVE}', NAMED):
        hand_in(course, student, filled(course))
        settle(course, student)
        assert autograde(course, student)["success"]
    (course.submitted(NAMED, A) / "page.html").write_text("<script>alert(1)</script>", "utf-8")
    with opened(course) as gradebook:
        ids = {name: gradebook.find_submission_notebook(A, A, name).id for name in (f'"{LIVE}', NAMED)}
    bad = quote(f'";alert(1);"</script>{LIVE}\\', safe="")
    with serving(course, tmp_path) as server:
        for path in (f"manage_students/{bad}", f"manage_students/{bad}/{bad}", f"gradebook/{bad}",
                     f"gradebook/{bad}/{bad}", f"manage_submissions/{bad}",
                     *(f"submissions/{each}/" for each in ids.values())):
            status, page = server("GET", f"/formgrader/{path}")
            assert status == 200
            assert "onerror=alert(1)>" not in page
            assert 'onerror="alert(1)"' not in page
            assert '";alert(1)' not in page
        assert f'var student_id = "{NAMED}";' in server("GET", f"/formgrader/manage_students/{quote(NAMED)}")[1]
        beside = f"{ids[NAMED]}/..%2f..%2f..%2fsubmitted%2f{quote(NAMED)}%2f{A}%2fpage.html"
        with urllib.request.urlopen(urllib.request.Request(
                f"http://127.0.0.1:{server.port}/formgrader/submissions/{beside}",
                headers={"Authorization": f"token {TOKEN}"})) as reply:
            assert "sandbox allow-scripts" in reply.headers["Content-Security-Policy"]
