"""docs/hub.md on a real hub: three Unix users, their own servers, nbgrader's exchange between them, real rooms."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assay.course.config import SHARED_EXCHANGE
from assay.course.grading.origin import OWNERS
from assay.judge.answers import fill
from tests.here import REPOSITORY
from tests.hub.machine import PEOPLE, Answer, Hub, running

pytestmark = [pytest.mark.system, pytest.mark.long]
PAGE = (REPOSITORY / "docs" / "hub.md").read_text("utf-8")
ASSAY = (sys.executable, "-m", "assay")
COURSE = {"course_id": "course", "assignment_id": "hello"}
ANSWERS = {"ada": "return x - jnp.mean(x)", "ben": "return x - jnp.median(x)"}
EXCHANGE = SHARED_EXCHANGE / "course"
SENTENCE = "It was handed in under the name of ada, but the files belong to ben."


def assay(hub: Hub, *arguments: str) -> str:
    """What prof types in the course."""
    done = hub.run("prof", *ASSAY, *arguments, cwd="/srv/course")
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def formgrader(hub: Hub, place: str, method: str = "POST") -> Answer:
    """What a button of formgrader's does, on prof's own server."""
    said = hub.ask("prof", f"formgrader/api/{place}", method=method)
    assert said.status == 200, said
    assert method == "GET" or said.json["success"], said
    return said


def press(hub: Hub, user: str, button: str) -> None:
    """What a button of a student's list of assignments does."""
    said = hub.ask(user, f"assignments/{button}", method="POST", **COURSE)
    assert (said.status, said.json["success"]) == (200, True), said


def write(hub: Hub, user: str, answer: str) -> None:
    place = hub.home(user) / "hello" / "hello.ipynb"
    notebook = fill(json.loads(place.read_text("utf-8")), {"center": f"def center(x):\n    {answer}"})
    place.write_text(json.dumps(notebook), "utf-8")


def inbound(hub: Hub, student: str) -> list[Path]:
    """What lies in the exchange under somebody's name, the earliest first; as it is called inside."""
    return sorted(EXCHANGE / "inbound" / path.name
                  for path in (hub.folder / "exchange" / "course" / "inbound").glob(f"{student}+*"))


def pages(hub: Hub, user: str) -> list[Path]:
    """The pages that somebody has fetched, the earliest first."""
    return sorted((hub.home(user) / "hello" / "feedback").glob("*/hello.html"))


def points(hub: Hub) -> dict[str, float]:
    """Everybody's, as formgrader has them."""
    return {each["student"]: each["score"] for each in formgrader(hub, "submissions/hello", "GET").json
            if each["autograded"]}


@dataclass
class Round:
    """A hub after a round by hand, and what was said on the way."""

    hub: Hub
    graded: str


@pytest.fixture(scope="module")
def after() -> Iterator[Round]:
    config, = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    folders = re.findall(r"^    (install -d .*)$", PAGE, re.MULTILINE)
    assert len(folders) == 3
    with running(config) as hub:
        for line in folders:
            assert hub.run("root", "sh", "-c", line).stderr == ""
        made = hub.run("prof", *ASSAY, "course", "/srv/course")
        assert made.returncode == 0, made.stderr
        assert "release/hello/hello.ipynb\n" in assay(hub, "release")
        hub.begin()
        formgrader(hub, "assignment/hello/release")
        for user, answer in ANSWERS.items():
            press(hub, user, "fetch")
            write(hub, user, answer)
            press(hub, user, "submit")
        formgrader(hub, "assignment/hello/collect")
        graded = assay(hub, "autograde")
        assay(hub, "feedback")
        formgrader(hub, "assignment/hello/release_feedback")
        for user in ANSWERS:
            press(hub, user, "fetch_feedback")
        yield Round(hub, graded)


def test_a_round_goes_through_everybodys_own_server(after: Round) -> None:
    hub = after.hub
    assert {path.name: path.stat().st_uid for path in (hub.folder / "exchange" / "course" / "inbound").iterdir()} == {
        inbound(hub, user)[0].name: PEOPLE[user] for user in ANSWERS}
    earned = points(hub)
    assert earned["ada"] == 4.0 > earned["ben"]
    for user in ANSWERS:
        page, = pages(hub, user)
        assert page.stat().st_uid == PEOPLE[user]
        collected = hub.folder / "srv/course/submitted" / user / "hello"
        assert (collected / OWNERS).read_text("ascii") == str(PEOPLE[user])
        assert page.read_bytes() == (hub.folder / "srv/course/feedback" / user / "hello/hello.html").read_bytes()
    assert "4 of 4" in pages(hub, "ada")[0].read_text("utf-8")
    assert "median" in pages(hub, "ben")[0].read_text("utf-8")
    assert "Perhaps not from whom" not in after.graded


@pytest.mark.parametrize("command", [
    "ls {exchange}/inbound", "ls {exchange}/feedback", "ls /srv/course",
    "cat /srv/course/autograder/hello/test_center.py",
    "cat /srv/course/gradebook.db", "cat /srv/course/submitted/ada/hello/hello.ipynb", "ls /srv/hub", "ls {ada}",
    "cat {ada}/hello/hello.ipynb", "cat {page}", "mv {exchange} {exchange}.old", "rm -r {exchange}/outbound/hello",
    "touch {exchange}/outbound/hello/more.ipynb", "touch {exchange}/feedback/more.html"])
def test_nobody_reads_anothers_work_or_page_or_what_is_hidden(after: Round, command: str) -> None:
    """By really trying, with the rights of ben; with those of whom it belongs to, the same is possible."""
    typed = command.format(exchange=EXCHANGE, ada=after.hub.home("ada"), page=f"'{pages(after.hub, 'ada')[0]}'")
    done = after.hub.run("ben", "sh", "-c", typed)
    assert (done.returncode != 0, done.stdout) == (True, "")
    assert re.search("Permission denied|Operation not permitted", done.stderr)
    if typed.startswith(("ls", "cat")):
        owner = "root" if "/srv/hub" in typed else "ada" if "{ada}" in command or "{page}" in command else "prof"
        assert after.hub.run(owner, "sh", "-c", typed).returncode == 0


def test_the_hub_lets_nobody_into_anothers_server(after: Round) -> None:
    hub = after.hub
    for place, of in (("assignments?course_id=course", "ada"), ("api/contents/hello", "ada"),
                      ("formgrader/api/submissions/hello", "prof")):
        assert hub.ask("ben", place, of=of).status == 403
        assert hub.ask(of, place).status == 200
    assert hub.ask("ben", "api/contents/..%2Fada").status == 404
    assert hub.ask("ben", "formgrader/api/assignments").json == []


def test_who_grades_has_a_server_that_runs_no_cells(after: Round) -> None:
    said = after.hub.ask("prof", "api/kernels", method="POST")
    assert (said.status, "This server runs no cells" in said.text) == (403, True)
    assert after.hub.ask("prof", "api/terminals", method="POST").status == 404
    assert "formgrader" in after.hub.ask("prof", "formgrader").text


def test_work_under_anothers_name_is_told_and_its_page_given_to_nobody(after: Round) -> None:
    hub = after.hub
    earned = points(hub)

    def forge() -> None:
        done = hub.run("ben", sys.executable, "-m", "nbgrader", "submit", "hello", "--course=course", "--student=ada")
        assert done.returncode == 0, done.stderr

    def status() -> str:
        return hub.run("prof", *ASSAY, "watch", "--status", cwd="/srv/course").stdout

    def forge_alone() -> Path:
        """The same where ada has handed in nothing, or not yet."""
        for folder in (*inbound(hub, "ada"), Path("/srv/course/submitted/ada/hello")):
            assert hub.run("prof", "rm", "-rf", folder).stderr == ""
        forge()
        forged, = inbound(hub, "ada")
        return forged

    # Her own stands before what another account hands in under her name.
    forge()
    formgrader(hub, "assignment/hello/collect")
    assert SENTENCE not in assay(hub, "autograde")
    assert points(hub) == earned

    forged = forge_alone()
    formgrader(hub, "assignment/hello/collect")
    assert SENTENCE in assay(hub, "autograde")
    assay(hub, "feedback")
    formgrader(hub, "assignment/hello/release_feedback")
    press(hub, "ben", "fetch_feedback")
    assert len(pages(hub, "ben")) == 1
    hub.start("prof", *ASSAY, "watch", "--exchange", "--feedback", "at-once", "--per-day", "3", "--every", "1",
              cwd="/srv/course")
    hub.wait(lambda: f"hello/ada: {SENTENCE} No page is released" in status(), "word of what was forged")
    assert points(hub) == {"ada": earned["ben"], "ben": earned["ben"]}

    # It is undone as the page says, while the watcher is at work.
    for folder in (forged, Path("/srv/course/submitted/ada/hello")):
        assert hub.run("prof", "rm", "-r", folder).stderr == ""
    press(hub, "ada", "submit")
    hub.wait(lambda: points(hub) == earned and SENTENCE not in status(), "points of ada's own")

    # Ben takes it away himself, as soon as it is collected.
    forged = forge_alone()
    hub.wait(lambda: SENTENCE in status(), "word of what was forged again")
    assert hub.run("ben", "rm", "-r", forged).stderr == ""
    assert inbound(hub, "ada") == []
    assert SENTENCE in assay(hub, "report")

    # What ben hands in under his own name comes back to him meanwhile, and nothing else does.
    write(hub, "ben", "return x - jnp.mean(x)")
    press(hub, "ben", "submit")

    def own() -> bool:
        press(hub, "ben", "fetch_feedback")
        return len(pages(hub, "ben")) == 2

    hub.wait(own, "page for ben")
    assert [path.parent.name for path in pages(hub, "ben")] == [
        re.split(r"\+", path.name)[2] for path in inbound(hub, "ben")]
    assert "4 of 4" in pages(hub, "ben")[1].read_text("utf-8")
    assert SENTENCE in status()
