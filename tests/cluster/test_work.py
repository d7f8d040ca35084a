"""A process that does tasks. No room is opened."""

from __future__ import annotations

import ctypes
import subprocess
import sys
import warnings
from types import SimpleNamespace
from typing import Any

import pytest

from assay.cluster import work
from assay.room.environment import xla_flags
from assay.room.room import Isolation
from tests.here import REPOSITORY


def test_a_worker_ends_with_the_process_that_started_it() -> None:
    asks = ("import ctypes, signal\nfrom assay.cluster.work import end_with_parent\nend_with_parent()\n"
            "wanted = ctypes.c_int()\nctypes.CDLL(None).prctl(2, ctypes.byref(wanted))\nprint(wanted.value)")
    done = subprocess.run([sys.executable, "-c", asks], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert int(done.stdout) == 9
    assert ctypes.sizeof(ctypes.c_int) == 4


@pytest.mark.parametrize("optimize", [True, False])
def test_the_judge_compiles_as_its_rooms_do(optimize: bool) -> None:
    code = ["import os, pathlib", "from assay.cluster.work import prepare",
            f"prepare(pathlib.Path('.cache'), {optimize})",
            "print(os.environ['XLA_FLAGS'])"]
    command = [sys.executable, "-c", "\n".join(code)]
    said = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == xla_flags(optimize)
    assert ("optimization_level=0" in said.stdout) is not optimize


@pytest.mark.parametrize("kind", [RuntimeWarning, SyntaxWarning])
def test_what_python_says_of_a_students_numbers_and_code_is_no_news(monkeypatch: pytest.MonkeyPatch,
                                                                   kind: type[Warning]) -> None:
    def told(*_: Any) -> str:
        warnings.warn("invalid escape sequence '\x1b'", kind, stacklevel=1)
        return "done"

    monkeypatch.setattr(work, "done", told)
    monkeypatch.setitem(work.BENCHES, "bundle", SimpleNamespace(isolation=Isolation.NONE))
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        assert work.answer(SimpleNamespace(bundle="bundle")) == "done"  # type: ignore[arg-type,comparison-overlap]
    assert heard == []
