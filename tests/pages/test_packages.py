"""A package that is not there is named, with what there is."""

from __future__ import annotations

import pytest

from assay.pages.packages import USEFUL, is_there, missing_package

NO_TORCH = ("There is no torch where notebooks are graded: use jax, flax, optax, numpy, scipy and matplotlib, "
            "or what Python itself brings.")


@pytest.mark.parametrize("said, sentence", [
    ("ModuleNotFoundError: No module named 'torch'", NO_TORCH),
    ("No module named 'torch'", NO_TORCH),
    ("ModuleNotFoundError: No module named 'torch.nn'", NO_TORCH),
    ("ModuleNotFoundError: No module named 'my_helpers'", NO_TORCH.replace("torch", "my_helpers")),
    ("ModuleNotFoundError: No module named 'jax.numpi'", "jax is there, but has no module jax.numpi."),
    ("ModuleNotFoundError: No module named 'jax.numpy.x'; 'jax.numpy' is not a package",
     "jax is there, but has no module jax.numpy.x."),
    ("ImportError: cannot import name 'x' from 'jax'", ""),
    ("NameError: name 'torch' is not defined", ""),
    ("ModuleNotFoundError: no more", ""),
    ("ModuleNotFoundError: No module named '__main__'", ""),
    ("ModuleNotFoundError: No module named '../..'", ""),
    ("", ""),
])
def test_what_is_missing_is_named_with_what_there_is(said: str, sentence: str) -> None:
    assert missing_package(said) == sentence


def test_only_what_can_be_imported_is_offered() -> None:
    offered = [name for name in USEFUL if f" {name}" in NO_TORCH.partition(":")[2]]
    assert offered == [name for name in USEFUL if is_there(name)]
