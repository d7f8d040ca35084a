"""``room.toml``, beside the hidden tests: what an assignment's rooms may use, and what they hold.

It is optional, and so is each line of it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, metadata, packages_distributions, version
from pathlib import Path
from typing import Any

from assay.room.furnishing import ARRAYS, USUAL, Furnishing
from assay.room.inside.carried import RESULT_CAP
from assay.room.limits import MIB, Limits

NAME = "room.toml"
#: What a notebook may print is settled in the room's own program, and so is the most that a call may return.
SETTLED = ("output_bytes",)
#: What a limit is written as, by its name.
KINDS: dict[str, type[int | float]] = {name: type(usual) for name, usual in Limits().as_dict().items()
                                       if name not in SETTLED}
#: Below these no room can begin: whoever writes less has another unit in mind.
LEAST = {"memory_bytes": 32 * MIB, "address_space_bytes": 32 * MIB}
#: Bytes of all files that lie in a room.
FILES_CAP = 32 * MIB
#: What the table may have beside [limits], with what is to be written there.
LISTS = {"files": "names of files in source/{assignment}", "packages": "names of installed distributions",
         "warm": "names of modules"}
#: A file that no notebook could mistake for its own, nor for anything that Python or Jupyter read.
FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_. -]*")
FORBIDDEN = (".py", ".ipynb", ".pyc", ".so", ".pth")
MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


class RoomFileError(ValueError):
    """The file is not as it should be; the text is one sentence for the instructor."""


@dataclass(frozen=True)
class RoomFile:
    """The limits of an assignment's rooms, whether JAX optimizes what it compiles there, and what lies there."""

    limits: Limits = field(default_factory=Limits)
    optimize: bool = True
    furnishing: Furnishing = USUAL


def read_room_file(questions: Path) -> RoomFile:
    """What is said of an assignment's rooms.

    Args:
        questions: the folder of its hidden tests.

    Raises:
        RoomFileError: the file is there and not as it should be.
    """
    path = questions / NAME
    where = f"autograder/{questions.name}/{NAME}"
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return RoomFile()
    except (OSError, ValueError) as error:
        raise RoomFileError(f"{where} cannot be read: {error}. Mend it, or delete it: it is optional.") from error
    optimize, limits, arrays = said.pop("optimize", True), said.pop("limits", {}), said.pop("arrays", USUAL.arrays)
    lists = {name: _names(where, name, said.pop(name, []), questions.name) for name in LISTS}
    if said or not isinstance(limits, dict):
        raise RoomFileError(f"{where} has {', '.join(said) or 'a single value for limits'}. What it may have is "
                            f"optimize = true or false, arrays, {', '.join(LISTS)}, and a table [limits].")
    if not isinstance(optimize, bool):
        raise RoomFileError(f"{where} has optimize = {optimize!r}. Write true or false.")
    if arrays not in ARRAYS:
        raise RoomFileError(f"{where} has arrays = {arrays!r}. Write {', '.join(map(repr, ARRAYS[:-1]))} or "
                            f"{ARRAYS[-1]!r}: what arrays arrive as in the student's functions.")
    bounds: dict[str, Any] = {name: _bound(where, name, value) for name, value in limits.items()}
    warm = _modules(where, lists["warm"])
    packages = _packages(where, lists["packages"])
    furnishing = Furnishing(arrays, _files(where, lists["files"], questions),
                            (*packages, *_held_by(warm, packages)), warm)
    return RoomFile(replace(Limits(), **bounds), optimize, furnishing)


def _names(where: str, name: str, value: Any, assignment: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        wanted = LISTS[name].format(assignment=assignment)
        raise RoomFileError(f"{where} has {name} = {value!r}. Write a list of {wanted}, each in quotes.")
    if twice := [each for place, each in enumerate(value) if each in value[:place]]:
        raise RoomFileError(f"{where} names {twice[0]!r} twice under {name}. Once is enough.")
    return tuple(value)


def _files(where: str, names: tuple[str, ...], questions: Path) -> tuple[Path, ...]:
    """The files that students have beside their notebooks."""
    place = f"source/{questions.name}"
    paths = []
    for name in names:
        if not FILE.fullmatch(name) or name.endswith(FORBIDDEN):
            raise RoomFileError(f"{where} has the file {name!r}. Name a data file of {place}, without a folder; what "
                                "Python would import or run cannot be given so.")
        path = questions.parents[1] / place / name
        if not path.is_file():
            raise RoomFileError(f"{where} has the file {name!r}, which is not there. Put it into {place}, from where "
                                "students receive it beside the notebook.")
        paths.append(path)
    if sum(path.stat().st_size for path in paths) > FILES_CAP:
        raise RoomFileError(f"{where} has files of more than {FILES_CAP // MIB} MiB. Each room holds a copy: make them "
                            "smaller.")
    return tuple(paths)


def _packages(where: str, names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        try:
            version(name)
        except (PackageNotFoundError, ValueError) as error:
            raise RoomFileError(f"{where} has the package {name!r}, which is not installed here. Install it, or mend "
                                "its name: it is the one that pip knows.") from error
    return names


def _modules(where: str, names: tuple[str, ...]) -> tuple[str, ...]:
    if wrong := [name for name in names if not MODULE.fullmatch(name)]:
        raise RoomFileError(f"{where} has {wrong[0]!r} under warm. Write a module's name as one imports it, "
                            "such as 'sklearn.linear_model'.")
    return names


def _held_by(modules: tuple[str, ...], packages: tuple[str, ...]) -> list[str]:
    """The distributions of some modules, but for those that are named as packages: their versions count too."""
    known = packages_distributions() if modules else {}
    named = {metadata(name)["Name"] for name in packages}
    return sorted({held for name in modules for held in known.get(name.partition(".")[0], ())} - named)


def _bound(where: str, name: str, value: Any) -> float:
    if name not in KINDS:
        raise RoomFileError(f"{where} sets the limit {name}, which there is not. There are: {', '.join(KINDS)}.")
    right = isinstance(value, int) or (KINDS[name] is float and isinstance(value, float))
    if isinstance(value, bool) or not right or not 0 < value < 2**62:
        number = "whole number" if KINDS[name] is int else "number"
        raise RoomFileError(f"{where} sets the limit {name} to {value!r}. Write a {number} greater than zero.")
    if value < LEAST.get(name, 0):
        raise RoomFileError(f"{where} sets the limit {name} to {value!r}. It is in bytes, and no room can begin with "
                            f"less than {LEAST[name]:_}.")
    if name == "result_bytes" and value > RESULT_CAP:
        raise RoomFileError(f"{where} sets the limit {name} to {value!r}. A room sends at most {RESULT_CAP}.")
    return KINDS[name](value)
