"""nbgrader's own work without what it does again and again to the same end; what it writes is the same to the byte.

For each submission it opens the gradebook ten times, each time with an engine of its own, so that SQLAlchemy compiles
every statement anew, and a server has to let it in anew; and for each cell it proves that its own metadata schema is a
schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import jsonschema
import sqlalchemy
from nbgrader import api
from nbgrader.nbgraderformat import common

#: Valid instances that are remembered; an assignment has a few dozen.
MANY = 10_000


@dataclass(frozen=True)
class Proved:
    """A schema that is proved, what validates by it, and what is known to be valid, as JSON."""

    schema: dict[str, Any]
    validator: Any
    valid: set[str] = field(default_factory=set)


#: nbgrader reads its own schemas anew for each notebook.
_proved: list[Proved] = []


@contextmanager
def quicker() -> Iterator[None]:
    """Meanwhile engines and proved schemas are kept, and connections to a server."""
    before = api.create_engine, common.jsonschema
    api.create_engine, common.jsonschema = _engine, SimpleNamespace(
        validate=_validate, ValidationError=jsonschema.ValidationError)
    try:
        yield
    finally:
        api.create_engine, common.jsonschema = before
        if api.create_engine is not _engine:  # the outermost of several
            for engine in _on_servers:
                sqlalchemy.Engine.dispose(engine)


#: Engines whose connections are kept.
_on_servers: list[sqlalchemy.Engine] = []


@lru_cache(maxsize=4)
def _engine(url: str, **how: Any) -> sqlalchemy.Engine:
    """nbgrader disposes of an engine's connections when it closes a gradebook; what was compiled stays with it.

    A file is opened anew at once. A server proves the password first, which takes longer than most of what it is asked.
    """
    engine = sqlalchemy.create_engine(url, **how)
    if engine.dialect.name == "postgresql":
        vars(engine)["dispose"] = _keep
        _on_servers.append(engine)
    return engine


def _keep(*_: object) -> None:
    """In the place of ``dispose``."""


def _validate(instance: Any, schema: dict[str, Any]) -> None:
    """As ``jsonschema.validate``, but a schema is proved once, and once what all of a class have in their notebooks."""
    found = next((each for each in _proved if each.schema == schema), None)
    if found is None:
        maker = jsonschema.validators.validator_for(schema)
        maker.check_schema(schema)
        found = Proved(schema, maker(schema))
        _proved.append(found)
    text = json.dumps(instance)
    if text not in found.valid:
        error = jsonschema.exceptions.best_match(found.validator.iter_errors(instance))
        if error is not None:
            raise error
        if len(found.valid) < MANY:
            found.valid.add(text)
