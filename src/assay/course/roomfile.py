"""``room.toml``, beside the hidden tests: what an assignment's rooms may use, and how JAX compiles in them.

It is optional, and so is each line of it.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay.room.inside.kernel import RESULT_CAP
from assay.room.limits import Limits

NAME = "room.toml"
#: What a notebook may print is settled in the room's own program, and so is the most that a call may return.
SETTLED = ("output_bytes",)


class RoomFileError(ValueError):
    """The file is not as it should be; the text is one sentence for the instructor."""


def read_room_file(questions: Path) -> tuple[Limits, bool]:
    """The limits of an assignment's rooms, and whether JAX optimizes what it compiles there.

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
        return Limits(), True
    except (OSError, ValueError) as error:
        raise RoomFileError(f"{where} cannot be read: {error}. Mend it, or delete it: it is optional.") from error
    optimize, limits = said.pop("optimize", True), said.pop("limits", {})
    if said or not isinstance(limits, dict):
        raise RoomFileError(f"{where} has {', '.join(said) or 'a single value for limits'}. "
                          "What it may have is optimize = true or false, and a table [limits].")
    if not isinstance(optimize, bool):
        raise RoomFileError(f"{where} has optimize = {optimize!r}. Write true or false.")
    bounds: dict[str, Any] = {name: _bound(where, name, value) for name, value in limits.items()}
    return replace(Limits(), **bounds), optimize


def _bound(where: str, name: str, value: Any) -> float:
    kinds: dict[str, type[int | float]] = {name: type(usual) for name, usual in Limits().as_dict().items()
                                           if name not in SETTLED}
    if name not in kinds:
        raise RoomFileError(f"{where} sets the limit {name}, which there is not. There are: {', '.join(kinds)}.")
    right = isinstance(value, int) or (kinds[name] is float and isinstance(value, float))
    if isinstance(value, bool) or not right or not 0 < value < 2**62:
        number = "whole number" if kinds[name] is int else "number"
        raise RoomFileError(f"{where} sets the limit {name} to {value!r}. Write a {number} greater than zero.")
    if name == "result_bytes" and value > RESULT_CAP:
        raise RoomFileError(f"{where} sets the limit {name} to {value!r}. A room sends at most {RESULT_CAP}.")
    return kinds[name](value)
