"""What a program finds around it in a room: that JAX can work with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assay.room.environment import clean_environment

#: Ways to be called back, each a function that doubles: a plain one, one that computes with JAX, one from
#: a loop, one that only looks, one whose call is called back from another.
CALLED_BACK = """
import sys
import jax
import jax.numpy as jnp
import numpy as np

def asking(host, X):
    return jax.pure_callback(host, jax.ShapeDtypeStruct(X.shape, X.dtype), X)

def plain(X):
    return asking(lambda X: 2 * np.asarray(X), X)

def computing(X):
    return asking(lambda X: np.asarray(jnp.asarray(X) @ jnp.eye(X.shape[1]) * 2), X)

def looping(X):
    return jax.lax.scan(lambda Y, _: (plain(Y) / 2, None), X, None, length=5)[0] * 2

def looking(X):
    jax.debug.callback(lambda X: np.asarray(X).sum(), X)
    return 2 * X

inner = jax.jit(plain)

def nested(X):
    return asking(lambda X: np.asarray(inner(np.asarray(X))), X)

doubled = jax.jit(globals()[sys.argv[1]])
for number in range(60):
    X = np.full((300, 200 + number % 9), number, np.float32)
    assert (np.asarray(doubled(X)) == 2 * X).all()
"""


@pytest.mark.parametrize("how", ["plain", "computing", "looping", "looking", "nested"])
def test_a_callback_under_jit_comes_back_however_large_what_it_reads(how: str, tmp_path: Path) -> None:
    environment = clean_environment(str(tmp_path)) | {"JAX_COMPILATION_CACHE_DIR": str(tmp_path / "compiled")}
    subprocess.run([sys.executable, "-c", CALLED_BACK, how], env=environment, timeout=60, check=True)
