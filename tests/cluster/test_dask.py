"""A real scheduler and real workers on this machine's loopback; only the judging is replaced. No room is opened."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

pytest.importorskip("distributed")

from distributed import KilledWorker

from assay.cluster import dask, dask_worker
from assay.cluster.bundle import Bundle
from assay.cluster.dask import Cluster
from assay.cluster.task import ClusterError, Reply, Said, read
from tests.cluster import fakes
from tests.cluster.farm import Farm, found

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture
def farm(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Farm]:
    for name, value in getattr(request, "param", {}).items():
        monkeypatch.setenv(name, value)
    farm = Farm(tmp_path)
    yield farm
    farm.close()


@pytest.fixture
def cluster(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], tuple[Cluster, list[str]]]]:
    """Connects to the farm, and looks at it all the time; also what is said."""
    monkeypatch.setattr(dask, "LOOK", 0.1)
    made: list[Cluster] = []

    def connect() -> tuple[Cluster, list[str]]:
        said: list[str] = []
        made.append(Cluster(farm.address, Bundle(b"twelve bytes"), 5.0, lambda _, answer: read(answer, {}),
                            said.append, without_tls=True))
        return made[-1], said

    yield connect
    for each in made:
        each.shutdown()


def told(job: Future[bytes], seconds: float = 60.0) -> str:
    return read(job.result(timeout=seconds), {}).text


def at_work(farm: Farm, cluster: Callable[[], tuple[Cluster, list[str]]],
            ) -> tuple[subprocess.Popen[bytes], Cluster, list[str], Future[bytes]]:
    """A worker that is in the middle of a slow task, and who handed it out."""
    worker = farm.worker()
    judges, said = cluster()
    found(lambda: judges.rooms == 1)
    job = judges.submit(fakes.do, b"slow")
    time.sleep(0.3)
    return worker, judges, said, job


def test_tasks_are_done_by_whoever_has_a_room(farm: Farm, cluster: Callable[[], tuple[Cluster, list[str]]]) -> None:
    farm.worker()
    farm.worker(room=False)
    judges, said = cluster()
    jobs = [judges.submit(fakes.do, f"task {number}".encode()) for number in range(9)]
    assert [told(job) for job in jobs] == [f"task {number} 12" for number in range(9)]
    assert found(lambda: judges.rooms) == 1
    assert said == []


def test_a_lost_worker_is_named_and_others_do_its_work(
        farm: Farm, cluster: Callable[[], tuple[Cluster, list[str]]]) -> None:
    lost, judges, said, job = at_work(farm, cluster)
    farm.worker()
    found(lambda: judges.rooms == 2)
    lost.send_signal(signal.SIGKILL)
    assert told(job) == "slow 12"
    found(lambda: said)
    assert re.fullmatch(r"The worker at tcp://127\.0\.0\.1:\d+ is gone; 1 are left, and its work is done by them\.",
                        said[0])


@pytest.mark.parametrize("character, reason", [("liar", "it sent no verdict (UnicodeDecodeError)"),
                                               ("unfit", "it has no walls")])
def test_a_worker_that_cannot_judge_or_lies_is_sent_away_by_name(
        farm: Farm, cluster: Callable[[], tuple[Cluster, list[str]]], character: str, reason: str) -> None:
    bad = farm.worker(character)
    judges, said = cluster()
    found(lambda: judges.rooms == 1)
    job = judges.submit(fakes.do, b"one")
    found(lambda: said)
    farm.worker()
    assert told(job) == "one 12"
    assert re.fullmatch(rf"The worker at tcp://\S+ is sent away, as it cannot judge: {re.escape(reason)}", said[0])
    assert bad.wait(timeout=30) is not None


def test_a_worker_whose_home_cannot_be_written_is_sent_away(
        farm: Farm, cluster: Callable[[], tuple[Cluster, list[str]]]) -> None:
    (farm.folder / "file").touch()
    bad = farm.worker(cache=str(farm.folder / "file"))
    judges, said = cluster()
    found(lambda: judges.rooms == 1)
    job = judges.submit(dask_worker.do, b"one")
    found(lambda: said)
    assert re.fullmatch(r"The worker at tcp://\S+ is sent away, as it cannot judge: What is judged by cannot be laid "
                        rf"out below {farm.folder}/file/assay \(NotADirectoryError: .*\)\. Make room .*", said[0])
    assert bad.wait(timeout=30) is not None
    assert not job.done()


@pytest.mark.parametrize("workers", [1, 2])
def test_what_kills_every_worker_is_given_up_and_the_others_are_done(
        farm: Farm, cluster: Callable[[], tuple[Cluster, list[str]]], workers: int) -> None:
    judges, _ = cluster()
    stop = threading.Event()

    def keep() -> None:
        while not stop.wait(0.2):
            if sum(each.poll() is None for each in farm.workers) < workers:
                farm.worker()

    keeper = threading.Thread(target=keep)
    keeper.start()
    try:
        deadly, *fine = (judges.submit(fakes.do, task) for task in (b"deadly", *(b"fine %d" % n for n in range(8))))
        assert [told(each) for each in fine] == [f"fine {number} 12" for number in range(8)]
        with pytest.raises(KilledWorker):
            deadly.result(timeout=120)
    finally:
        stop.set()
        keeper.join()


def test_where_no_worker_comes_the_run_ends_and_says_so(
        farm: Farm, cluster: Callable[[], tuple[Cluster, list[str]]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "PATIENCE", 3.0)
    farm.worker(room=False)
    judges, _ = cluster()
    with pytest.raises(ClusterError) as caught:
        judges.submit(fakes.do, b"one").result(timeout=30)
    assert str(caught.value) == (
        f"No worker with a room has been at {farm.address} for a minute. Start some, as docs/cluster.md shows; nothing "
        "is lost: run `make autograde` again.")


def test_a_scheduler_that_dies_is_told(
        farm: Farm, cluster: Callable[[], tuple[Cluster, list[str]]], monkeypatch: pytest.MonkeyPatch) -> None:
    farm.worker()
    judges, _ = cluster()
    found(lambda: judges.rooms)
    monkeypatch.setattr(dask, "PATIENCE", 3.0)
    job = judges.submit(fakes.do, b"slow")
    farm.scheduler.kill()
    with pytest.raises(ClusterError, match=r"has not answered for a minute\. Start it again; nothing is lost"):
        job.result(timeout=60)


def test_where_the_last_worker_is_lost_its_work_waits_for_another(
        farm: Farm, cluster: Callable[[], tuple[Cluster, list[str]]]) -> None:
    lost, _, said, job = at_work(farm, cluster)
    lost.kill()
    found(lambda: said)
    assert re.fullmatch(r"The worker at tcp://127\.0\.0\.1:\d+ is gone, and no other is there: its work waits until "
                        r"one comes\.", said[0])
    farm.worker()
    assert told(job) == "slow 12"


def test_a_scheduler_that_is_started_again_goes_on(
        farm: Farm, cluster: Callable[[], tuple[Cluster, list[str]]]) -> None:
    farm.worker()
    judges, said = cluster()
    found(lambda: judges.rooms)
    jobs = [judges.submit(fakes.do, b"slow %d" % number) for number in range(4)]
    assert told(jobs[0]) == "slow 0 12"
    farm.scheduler.kill()
    farm.scheduler.wait()
    farm.scheduler = farm.schedule(farm.address.rpartition(":")[2])
    farm.worker()
    assert [told(each) for each in jobs] == [f"slow {number} 12" for number in range(4)]
    # Its worker ended with it; whether that is told before there is another, or after, depends on the machine.
    assert not [each for each in said if " is gone" not in each or "0 are left" in each]


@pytest.mark.parametrize("farm", [{"DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "3s"}], indirect=True)
def test_the_work_of_one_that_stands_still_is_done_by_another(
        farm: Farm, cluster: Callable[[], tuple[Cluster, list[str]]]) -> None:
    still, _, _, job = at_work(farm, cluster)
    still.send_signal(signal.SIGSTOP)
    farm.worker()
    assert told(job) == "slow 12"


def test_a_second_answer_changes_nothing(farm: Farm, cluster: Callable[[], tuple[Cluster, list[str]]]) -> None:
    farm.worker()
    judges, _ = cluster()
    job = dask.Job(fakes.do, b"one")
    judges._waiting.append(job)
    judges._hand_out()
    assert told(job.came) == "one 12"
    judges._came(job, judges.client.submit(fakes.do, b"another", b"", 0.0))
    assert told(job.came) == "one 12"
    assert not judges._waiting


@pytest.mark.parametrize("address, sentence", [
    ("head:8786", "head:8786 is no scheduler's address: write tls://HOST:PORT, as it says at its start."),
    ("tcp://10.1.2.3:8786", "tcp://10.1.2.3:8786 is not encrypted, and asks for no certificate: whoever reaches that "
     "port can run code in your name there."),
    ("tcp://127.0.0.1:1", "No scheduler answers at tcp://127.0.0.1:1 (")])
def test_an_address_where_none_can_be_is_one_sentence(
        monkeypatch: pytest.MonkeyPatch, address: str, sentence: str) -> None:
    monkeypatch.setattr(dask, "CONNECT", 1.0)
    with pytest.raises(ClusterError) as caught:
        Cluster(address, Bundle(b""), 1.0, lambda *_: Reply(Said.FAULT), lambda _: None)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("without_tls, told", [(False, 1), (True, 0)])
def test_on_this_machine_a_scheduler_may_be_spoken_to_in_the_open_and_who_else_may_is_told(
        monkeypatch: pytest.MonkeyPatch, without_tls: bool, told: int) -> None:
    monkeypatch.setattr(dask, "CONNECT", 1.0)
    said = list[str]()
    with pytest.raises(ClusterError, match="No scheduler answers"):
        Cluster("tcp://127.0.0.1:1", Bundle(b""), 1.0, lambda *_: Reply(Said.FAULT), said.append, without_tls)
    assert ["every user of this machine can run code in your name there." in each for each in said] == [True] * told
