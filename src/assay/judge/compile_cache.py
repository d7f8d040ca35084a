"""Code compiled before, which rooms may read: the single steps of JAX, never a solution.

Most of a notebook's time goes into compiling single steps (an addition, a slice, a sum) for new shapes. JAX can keep
what it compiled in a folder. Whoever writes there runs code in other rooms, so no room writes: right solutions run in a
room with a folder of its own, and the judge takes from it what may be shown. A step is known by its name: that of one
of JAX's primitives, or of a function of jax.numpy or jax.random, unless it can carry a caller's code inside (scan,
while, cond, reduce). What was compiled from a solution's own function stays out, or a student could load and call it.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import inspect
import os
import platform
import re
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import numpy as np

from assay.judge.evidence import RoomEnded, StudentFault
from assay.judge.session import Session
from assay.judge.submission import Cell
from assay.room.environment import COMPILED, THREADS
from assay.room.inside.carried import RESULT_CAP

OWN = "/tmp/compiled"  # in the room, where it ends with it
ENTRY = re.compile(r"(?:jit_)?(?P<name>[\w-]+)-[0-9a-f]{64}-cache")
#: Primitives whose parameters hold a caller's code.
CARRIERS = {"scan", "while", "cond", "switch", "jit", "pjit", "closed_call", "core_call", "remat", "checkpoint",
            "remat2", "custom_jvp_call", "custom_vjp_call", "custom_lin", "reduce", "reduce_window", "run_state",
            "pallas_call", "xla_call", "shard_map", "linear_solve", "custom_linear_solve", "composite", "map", "vmap"}
#: Parameters by which a function of JAX may take a caller's code, besides those with "fun" in their name. What takes it
#: in *args has one of these too.
CODE = {"f", "callable", "body", "kwargs"}
FUNCTIONS = ("jax._src.numpy", "jax._src.random", "jax._src.nn.functions", "jax._src.prng")
BEFORE = f"""
import os, shutil, jax
shutil.copytree({COMPILED!r}, {OWN!r}) if os.path.isdir({COMPILED!r}) else os.mkdir({OWN!r})
jax.config.update("jax_compilation_cache_dir", {OWN!r})
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
"""
AFTER = f"""
def compiled_names():
    import os
    return [name for name in sorted(os.listdir({OWN!r})) if not os.path.exists({COMPILED!r} + "/" + name)]
def compiled_entry(name):
    import numpy
    return numpy.fromfile({OWN!r} + "/" + name, numpy.uint8)
"""
ANYBODY = "compiled"  # no question's label, so the names at the notebook's end are meant


@functools.cache
def folder(cache: Path) -> Path:
    """Where compiled code for this machine, these versions and this Python lies under ``cache``."""
    flags = re.search(r"^(?:flags|Features)\s*:.*$", _reads("/proc/cpuinfo"), re.MULTILINE)
    told = [platform.machine(), platform.python_version(), version("jax"), version("jaxlib"),
            flags.group() if flags else "", f"{THREADS} threads"]
    return cache / "compiled" / hashlib.sha256("\0".join(told).encode()).hexdigest()[:16]


def _reads(path: str) -> str:
    try:
        return Path(path).read_text("utf-8", "replace")
    except OSError:
        return ""


def with_own_folder(cells: Sequence[Cell]) -> list[Cell]:
    """A right solution's cells, between what gives its room a folder of its own and what reads it."""
    last = max(cell.place for cell in cells)
    return [Cell(last + 1, BEFORE), *cells, Cell(last + 2, AFTER)]


def gather(session: Session, into: Path) -> int:
    """Takes from a room that ran ``with_own_folder`` what may be shown; returns how many entries were new.

    An entry is written beside its place and moved there, so that a room that reads meanwhile reads it whole. It may be
    as large as a room can send: it is no answer of a student's.
    """
    session.limits = replace(session.limits, result_bytes=RESULT_CAP)
    into.mkdir(parents=True, exist_ok=True)
    into.chmod(0o755)  # the room's user is somebody else
    own, new = defined(session.cells), 0
    with contextlib.suppress(RoomEnded, StudentFault):  # what comes too late is compiled again
        for name in session.call(ANYBODY, "compiled_names", "call", [], {}, ""):
            if may_be_shown(name, own) and not (into / name).exists():
                entry = session.call(ANYBODY, "compiled_entry", "call", [name], {}, "")
                if isinstance(entry, np.ndarray) and entry.dtype == np.uint8:
                    _put(into, name, entry.tobytes())
                    new += 1
    return new


def _put(into: Path, name: str, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=into, prefix=".new-", delete=False) as file:
        file.write(content)
        os.fchmod(file.fileno(), 0o444)
    Path(file.name).rename(into / name)


def defined(cells: Sequence[Cell]) -> set[str]:
    """The names of all functions in some cells: what they compile to may bear the name of a step."""
    return {node.name for cell in cells for node in ast.walk(ast.parse(cell.source))
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}


def may_be_shown(entry: str, own: Collection[str] = ()) -> bool:
    """Whether a file of JAX's cache holds a single step of JAX, by its name, and not the caller's own function."""
    found = ENTRY.fullmatch(entry)
    return found is not None and found["name"] in steps() and found["name"] not in own


@functools.cache
def steps() -> frozenset[str]:
    """The names of the single steps."""
    from jax._src import core

    import_module("flax.linen")
    primitives = {str(thing.name) for module in _modules("jax._src") for thing in vars(module).values()
                  if isinstance(thing, core.Primitive)}
    functions = {name for start in FUNCTIONS for module in _modules(start) for name, thing in vars(module).items()
                 if getattr(thing, "__name__", "") == name and _takes_no_code(thing)}
    return frozenset((primitives | functions) - CARRIERS)


def _modules(start: str) -> Iterator[ModuleType]:
    import sys

    yield from (module for name, module in list(sys.modules.items())
                if name == start or name.startswith(start + "."))


def _takes_no_code(function: object) -> bool:
    try:
        names = inspect.signature(function).parameters  # type: ignore[arg-type]
        return not any(name in CODE or "fun" in name for name in names)
    except (TypeError, ValueError):
        return False
