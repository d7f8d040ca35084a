"""`assay grade` as it is typed: it serves the question that was named, until it is ended."""

from __future__ import annotations

import re
import urllib.request
from threading import Thread

import pytest

from assay.__main__ import main
from assay.course.manual import server
from assay.course.places import Course


@pytest.mark.parametrize("typed, title, most", [((), "why_convolution", 4), (("--question", "corr2d"), "corr2d", 12)])
def test_the_question_that_is_named_is_served_and_else_the_one_for_people(
        five: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: tuple[str, ...],
        title: str, most: int) -> None:
    pages, serve = list[str](), server.Server.serve_forever

    def once(up: server.Server) -> None:
        thread = Thread(target=serve, args=(up, 0.01))
        thread.start()
        with urllib.request.urlopen(up.address, timeout=30) as answer:
            pages.append(answer.read().decode())
        up.shutdown()
        thread.join()

    monkeypatch.setattr(server.Server, "serve_forever", once)
    assert main(["grade", "--course", str(five.root), *typed]) == 0
    assert re.match(r"Open http://127\.0\.0\.1:\d+/\S+\n", capsys.readouterr().out)
    assert f"<h1>{title}</h1>" in pages[0]
    assert f"convolution, {most} points" in pages[0]


def test_a_question_that_is_not_there_is_named(five: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "--course", str(five.root), "--question", "corr3d"]) == 1
    assert capsys.readouterr().err.startswith("grade: convolution has no question 'corr3d'. It has why_convolution, ")
