"""JAX's own code, put back before a call that hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from jax._src import api, pjit, stages
from jax._src.interpreters import ad, mlir, pxla

from assay.room.inside.kept import Kept, wrapped


def other(*_: Any, **__: Any) -> Any:
    """Stands for what a notebook puts in the place of JAX's own."""


@pytest.mark.parametrize(("module", "name"), [
    (api, "jit"), (api, "vjp"), (pjit, "_cpp_pjit"), (pjit, "_infer_params"), (ad, "linearize"), (stages, "Traced"),
    (mlir, "lower_jaxpr_to_module"), (pxla, "lower_sharding_computation")])
def test_a_name_stands_for_what_it_stood_for(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    kept, before = Kept(), getattr(module, name)
    monkeypatch.setattr(module, name, other)
    kept.put_back()
    assert getattr(module, name) is before


def test_a_name_that_was_taken_away_is_there_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, before = Kept(), ad.linearize
    monkeypatch.delattr(ad, "linearize")
    kept.put_back()
    assert ad.linearize is before


@pytest.mark.parametrize("function", [pjit._cpp_pjit, vars(api.vjp)["__wrapped__"]], ids=["as it is", "wrapped"])
def test_a_function_does_what_it_did(function: Any) -> None:
    kept, before = Kept(), function.__code__
    try:
        function.__code__ = other.__code__
        kept.put_back()
        assert function.__code__ is before
    finally:
        function.__code__ = before


def test_what_a_function_is_wrapped_around_is_found() -> None:
    def inner() -> None: ...

    @wraps(inner)
    def outer() -> None: ...

    found: list[Callable[..., Any]] = list(wrapped(outer))
    assert found == [outer, inner]
    assert list(wrapped(3)) == []
