"""What the gradebook knows of an assignment, without its students: read once for a class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbgrader import api
from sqlalchemy import Connection, select

SOURCE, CELL = api.SourceCell.__table__, api.BaseCell.__table__


class Otherwise(Exception):
    """Not for a ledger: nbgrader itself has to see to it."""


@dataclass(frozen=True)
class Assignment:
    """What the gradebook knows of an assignment of one notebook, without its students.

    ``sources`` and ``graded`` are rows by the cell's name; ``scored`` and ``commented`` are ids of cells by name, of
    those that a student has a grade or a comment for.
    """

    id: str
    duedate: datetime | None
    notebook: Any
    sources: Mapping[str, Any]
    graded: Mapping[str, Any]
    scored: Mapping[str, str]
    commented: Mapping[str, str]


def read_assignment(connection: Connection, name: str) -> Assignment:
    """An assignment of one notebook that is called as itself.

    Raises:
        Otherwise: it is none.
    """
    whole, notebook = api.Assignment.__table__, api.Notebook.__table__
    found = connection.execute(select(whole).where(whole.c.name == name)).first()
    notebooks = connection.execute(select(notebook).where(notebook.c.assignment_id == found.id)).all() if found else []
    if found is None or [each.name for each in notebooks] != [name]:
        raise Otherwise(f"{name} is no assignment of one notebook")
    mine = notebooks[0].id
    cells = connection.execute(select(CELL.c.id, CELL.c.name, CELL.c.type).where(CELL.c.notebook_id == mine)).all()
    kinds = {kind: {each.name: each.id for each in cells if each.type == kind}
             for kind in ("GradeCell", "SolutionCell", "TaskCell")}
    graded: dict[str, Any] = {}
    for kind in (api.TaskCell.__table__, api.GradeCell.__table__):
        graded |= {each.name: each for each in connection.execute(
            select(CELL.c.name, kind).join(kind, kind.c.id == CELL.c.id).where(CELL.c.notebook_id == mine))}
    sources = connection.execute(select(SOURCE).where(SOURCE.c.notebook_id == mine)).all()
    return Assignment(found.id, found.duedate, notebooks[0], {each.name: each for each in sources}, graded,
                      kinds["TaskCell"] | kinds["GradeCell"], kinds["TaskCell"] | kinds["SolutionCell"])
