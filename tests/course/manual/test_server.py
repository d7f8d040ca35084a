"""Nobody gets in without the address, and no other page of a browser through it."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest

from assay.__main__ import main
from assay.course.manual.desk import Desk
from assay.course.manual.server import PAGE, Server
from assay.course.places import Course, CourseError
from tests.course.desk import give, grade
from tests.course.manual.room import ESSAY, essay, mark


@contextmanager
def serving(course: Course) -> Iterator[Server]:
    with Server(Desk(course, essay(course))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def server(five: Course) -> Iterator[Server]:
    with serving(five) as up:
        yield up


def ask(server: Server, way: str, name: str, body: object = None, **headers: str) -> tuple[int, str]:
    """The status and text of an answer; ``headers`` replace those of a browser on the page, "" leaves one out."""
    host = f"127.0.0.1:{server.server_port}"
    whole = {"Host": host, "Origin": f"http://{host}", "Content-Type": "application/json"} | {
        each.replace("_", "-"): value for each, value in headers.items()}
    path = name if name.startswith("/") else f"/{server.token}/{name}"
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    connection.putrequest(way, path, skip_host=True, skip_accept_encoding=True)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    for key, value in ({**whole, "Content-Length": whole.get("Content-Length", str(len(data)))}).items():
        if value:
            connection.putheader(key, value)
    connection.endheaders(data if way == "POST" else None)
    with connection.getresponse() as reply:
        text = reply.read().decode()
        ask.headers = dict(reply.getheaders())  # type: ignore[attr-defined]
    connection.close()
    return reply.status, text


def change(server: Server, points: float = 2.0) -> dict[str, Any]:
    now = mark(server.desk.course, "ada")
    return {"rows": [{"id": now.id, "version": now.version, "points": points, "comment": "", "ticks": []}]}


def test_the_page_its_script_and_its_style_are_served_and_points_are_taken(server: Server) -> None:
    status, page = ask(server, "GET", PAGE)
    assert (status, page.count('class="answer"')) == (200, 4)
    policy = ask.headers["Content-Security-Policy"]  # type: ignore[attr-defined]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "assay" in ask.headers["Server"]  # type: ignore[attr-defined]
    assert "Python" not in str(ask.headers)  # type: ignore[attr-defined]
    for name in ("marks.js", "page.js", "page.css"):
        assert ask(server, "GET", name)[0] == 200
        assert f'"{name}"' in page
    assert {ask(server, "GET", name)[0] for name in ("other", "", "../x")} == {404}
    assert ask(server, "POST", "other", {})[0] == 404
    asked = change(server)
    status, said = ask(server, "POST", "save", asked)
    assert (status, json.loads(said)["rows"][0]["points"]) == (200, 2.0)
    assert grade(server.desk.course, "ada", ESSAY) == (None, 2.0, False)
    status, said = ask(server, "POST", "save", {"rows": [{**asked["rows"][0], "points": 4.0}]})
    assert (status, json.loads(said)["rows"][0]["points"]) == (409, 2.0)
    assert ask(server, "POST", "save", change(server, 5.0)) == (400, '{"said": "Points are a number from 0 to 4."}')
    assert ask(server, "POST", "save", b"{")[0] == 400
    assert grade(server.desk.course, "ada", ESSAY) == (None, 2.0, False)


@pytest.mark.parametrize("headers, status", [
    ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403), ({"Origin": ""}, 403),
    ({"Origin": "https://127.0.0.1:PORT"}, 403), ({"Origin": "http://localhost:PORT"}, 403),
    ({"Origin": "http://127.0.0.1:1"}, 403),
    ({"Host": "evil.example:PORT"}, 403), ({"Host": "127.0.0.1"}, 403), ({"Host": ""}, 403),
    ({"Host": "evil.example:PORT", "Origin": "http://evil.example:PORT"}, 403),
    ({"Content_Type": "text/plain"}, 415), ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
    ({"Content_Length": "9999999999"}, 413), ({"Content_Length": "-1"}, 413), ({"Content_Length": "many"}, 413),
])
def test_what_no_page_of_ours_sends_is_refused(server: Server, headers: dict[str, str], status: int) -> None:
    told = {name: value.replace("PORT", str(server.server_port)) for name, value in headers.items()}
    assert ask(server, "POST", "save", change(server), **told)[0] == status
    assert grade(server.desk.course, "ada", ESSAY) == (None, None, True)


@pytest.mark.parametrize("path", ["/", "//", "/save", "/page.js", "/x/", "/x/save", "/%s/", "/{0}x/", "/é/"])
def test_without_the_token_there_is_nothing(server: Server, path: str) -> None:
    wrong = path.replace("{0}", server.token).replace("%s", server.token[:-1]).replace("é", "%C3%A9")
    for way in ("GET", "POST"):
        status, said = ask(server, way, wrong, change(server))
        assert (status, said) == (403, "Nothing is served here. Open the address that `assay grade` printed.\n")
    assert ask(server, "PUT", "save", change(server))[0] == 501
    assert grade(server.desk.course, "ada", ESSAY) == (None, None, True)


def test_a_page_is_not_read_under_another_name_of_this_machine(server: Server) -> None:
    assert ask(server, "GET", PAGE, Host=f"evil.example:{server.server_port}")[0] == 403
    assert ask(server, "GET", PAGE, Host=f"localhost:{server.server_port}")[0] == 200


def test_tokens_are_compared_in_constant_time(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = list[tuple[bytes, bytes]]()

    def never(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return False

    monkeypatch.setattr("assay.course.manual.server.compare_digest", never)
    assert ask(server, "GET", PAGE)[0] == 403
    assert compared == [(server.token.encode(), server.token.encode())]


def test_it_listens_on_this_machine_only_with_another_token_each_time(five: Course) -> None:
    with Server(Desk(five, essay(five))) as one, Server(Desk(five, essay(five))) as other:
        assert one.server_address[0] == "127.0.0.1"
        assert one.token != other.token
        assert len(one.token) >= 43
        assert one.address == f"http://127.0.0.1:{one.server_port}/{one.token}/grade"


def test_the_verb_prints_the_address_and_is_ended_by_ctrl_c_with_the_gradebook_backed_up(
        five: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(_: Server) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Server, "serve_forever", stopped)
    before = len(list(five.backups.glob("*")))
    give(five, "ada", ESSAY, 1.0)
    assert main(["grade", "--course", str(five.root)]) == 130
    said = capsys.readouterr()
    assert re.match(r"Open http://127\.0\.0\.1:\d+/[\w-]{43}/grade\nIt is for you alone, ", said.out)
    assert said.err == "grade: stopped; what is done is kept, run it again to go on.\n"
    assert len(list(five.backups.glob("*"))) == before + 1


def test_a_port_that_is_taken_is_said(five: Course) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CourseError) as caught:
        Server(Desk(five, essay(five)), taken.getsockname()[1])
    assert str(caught.value).startswith(f"Port {taken_port(caught.value)} of this machine cannot be had (")
    assert str(caught.value).endswith("). Name another with --port, or none.")


def taken_port(error: CourseError) -> str:
    return str(error).split()[1]


def test_a_gradebook_that_cannot_be_used_is_a_sentence_and_who_goes_away_is_none(
        server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    asked = change(server)
    server.desk.course.gradebook.unlink()
    status, said = ask(server, "POST", "save", asked)
    assert (status, json.loads(said)["said"]) == (
        503, "gradebook.db is missing. Run `make release`, then `make autograde`.")
    with socket.create_connection(("127.0.0.1", server.server_port)) as leaving:
        leaving.send(f"POST /{server.token}/save HTTP/1.1\r\nHost: 127".encode())
    assert ask(server, "GET", "page.js")[0] == 200
    assert capfd.readouterr().err == ""
