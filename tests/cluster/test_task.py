"""Tasks and replies as bytes; what a worker of another version, or one that lies, may send. No room is opened."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assay.cluster import task as tasks
from assay.cluster.task import REPLY_CAP, Reply, Said, Task, Unfit, done, read
from assay.judge.bench import Bench
from assay.judge.evidence import JudgeFault
from assay.judge.explain.outputs import TRUNCATED, Budget
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import Outcome, Property, Question, Run, Verdict
from assay.room.room import SandboxUnavailable

WORK = Submission("hello", (Cell(1, "x = '\N{SNOWMAN}'\n"), Cell(4, "assert x", "mean", False)), ("mean",))
BASIS = {"assignment": "hello", "submission": WORK.digest, "limits": {"seconds": 1.5}}
VERDICT = Verdict(BASIS, (Question("mean", (Property("values", "It is.", "", 2.0, Outcome.EARNED),)),))
RUN = Run({"1": {"outputs": [], "count": 1, "ended": None}}, 2.5, 1, 1.25, ("a fault",), ("mean",))


@pytest.mark.parametrize("task", [
    Task("ab12", WORK), Task("ab12", WORK, VERDICT, 40.0, 37.5), Task("ab12", Submission("hello", ()), cpu=3.0)])
def test_a_task_is_the_same_on_the_other_side(task: Task) -> None:
    assert Task.from_bytes(task.to_bytes()) == task
    assert task.to_bytes().isascii()


def test_a_reply_is_the_same_on_the_other_side_and_the_verdict_to_the_byte() -> None:
    reply = Reply(Said.JUDGED, "", VERDICT, RUN)
    assert read(reply.to_bytes(), BASIS) == reply
    found = read(reply.to_bytes(), BASIS).verdict
    assert found is not None
    assert found.to_json() == VERDICT.to_json()


@pytest.mark.parametrize("said", [each for each in Said if each != Said.JUDGED])
def test_where_there_is_no_verdict_it_says_why(said: Said) -> None:
    assert read(Reply(said, "as it is").to_bytes(), BASIS) == Reply(said, "as it is")


def changed(**parts: Any) -> bytes:
    data = json.loads(Reply(Said.JUDGED, "", VERDICT, RUN).to_bytes())
    return json.dumps(data | parts).encode()


@pytest.mark.parametrize("data, reason", [
    ("text", "it sent no bytes, or too many"), (None, "it sent no bytes, or too many"),
    (b"", "it sent no verdict (JSONDecodeError)"), (b"\xff", "it sent no verdict (UnicodeDecodeError)"),
    (b"[" * 100_000, "it sent no verdict (RecursionError)"), (b"3", "it sent no verdict (TypeError)"),
    (b"{}", "it sent no verdict (KeyError)"), (changed(said="fine"), "it sent no verdict (ValueError)"),
    (changed(verdict=None), "it sent no verdict (ValueError)"), (changed(run=None), "it sent no verdict (TypeError)"),
    (changed(verdict=Verdict(BASIS | {"submission": "0" * 64}, VERDICT.questions).to_json()),
     "it sent a verdict on something else"),
    (changed(verdict=VERDICT.to_json() + " "), "it sent a verdict that is not written as verdicts are")])
def test_what_is_no_answer_to_the_task_is_refused(data: Any, reason: str) -> None:
    with pytest.raises(Unfit) as caught:
        read(data, BASIS)
    assert str(caught.value) == reason


def with_run(**parts: Any) -> bytes:
    return changed(run={**json.loads(Reply(Said.JUDGED, "", VERDICT, RUN).to_bytes())["run"], **parts})


@pytest.mark.parametrize("data, error", [
    (with_run(rooms=math.inf), "OverflowError"), (with_run(seconds=10 ** 400), "OverflowError"),
    (with_run(room_cpu_seconds=math.nan), "ValueError"), (with_run(outputs=[]), "AttributeError"),
    (with_run(outputs={"1": 3}), "TypeError"), (with_run(outputs={"<b>": RUN.outputs["1"]}), "ValueError"),
    (with_run(outputs={"1": {**RUN.outputs["1"], "ended": "well"}}), "ValueError"),
    (changed(verdict=VERDICT.to_json().replace("2.0", "1e999")), "ValueError")])
def test_a_worker_whose_numbers_are_none_is_known_by_it(data: bytes, error: str) -> None:
    with pytest.raises(Unfit, match=f"no verdict \\({error}\\)"):
        read(data, BASIS)


def test_no_output_of_a_worker_is_live_on_a_page() -> None:
    live = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": "<script>", "text/plain": "x"}},
            {"output_type": "execute_result", "metadata": {}, "data": {"application/javascript": "alert(1)"}},
            {"output_type": "stream", "name": "stdout", "text": "\x1b[2Jfine"}, "none", {"output_type": "score"}]
    found = read(with_run(outputs={"1": {"outputs": live, "count": "1", "ended": None}}), BASIS).run
    assert found is not None
    assert found.outputs["1"] == {"count": None, "ended": None, "outputs": [
        {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "x"}},
        {"output_type": "stream", "name": "stdout", "text": "[2Jfine"}]}


def test_outputs_as_the_judge_checked_them_come_through_as_they_are() -> None:
    outputs = Budget().take({"output_type": "stream", "name": "stdout", "text": "x" * (1 << 20)})
    ran = {str(place): {"outputs": [outputs, TRUNCATED], "count": place, "ended": "memory"} for place in range(1, 4)}
    reply = Reply(Said.JUDGED, "", VERDICT, Run(ran))
    assert read(reply.to_bytes(), BASIS) == reply


def test_too_many_bytes_are_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "REPLY_CAP", 10)
    with pytest.raises(Unfit, match="too many"):
        read(Reply(Said.WAITS).to_bytes(), BASIS)
    assert REPLY_CAP > 1 << 20


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Bench], Any]], Reply]:
    """Does a task with another judge in the judge's place."""
    def run(instead: Callable[[Bench], Any]) -> Reply:
        def judge(_: Submission, bench: Bench, __: Verdict | None) -> Any:
            return instead(bench)

        monkeypatch.setattr(tasks, "judge", judge)
        return done(Task("ab12", WORK, None, 20.0, 15.0), Bench(Path("questions"), Path("solutions")))
    return run


def test_a_judging_gives_a_verdict(judged: Callable[[Callable[[Bench], Any]], Reply]) -> None:
    assert judged(lambda _: (VERDICT, RUN)) == Reply(Said.JUDGED, "", VERDICT, RUN)


@pytest.mark.parametrize("worked, said", [(True, Said.WORKS), (False, Said.WAITS)])
def test_who_takes_too_long_is_put_off_without_a_verdict(
        judged: Callable[[Callable[[Bench], Any]], Reply], worked: bool, said: Said) -> None:
    def late(bench: Bench) -> Any:
        assert bench.patience is not None
        assert (bench.patience.seconds, bench.patience.cpu) == (20.0, 15.0)
        bench.patience.over, bench.patience.worked = True, worked
        return VERDICT, RUN

    assert judged(late) == Reply(said)


@pytest.mark.parametrize("error, said", [(SandboxUnavailable("no walls"), Said.NO_WALLS),
                                         (JudgeFault("no tests"), Said.NO_TESTS)])
def test_what_no_submission_can_cause_is_answered(
        judged: Callable[[Callable[[Bench], Any]], Reply], error: BaseException, said: Said) -> None:
    def fails(_: Bench) -> Any:
        raise error

    assert judged(fails) == Reply(said, str(error))


def test_what_is_ours_is_raised(judged: Callable[[Callable[[Bench], Any]], Reply]) -> None:
    def fails(_: Bench) -> Any:
        raise MemoryError

    with pytest.raises(MemoryError):
        judged(fails)


def test_without_patience_there_is_all_the_time() -> None:
    task = Task("ab12", WORK)
    assert (task.seconds, task.cpu) == (math.inf, math.inf)
    assert b"Infinity" not in task.to_bytes()
