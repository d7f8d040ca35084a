"""What a program finds around it in a room: that JAX can work with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from assay.room.environment import clean_environment

CALLED_BACK = """
import jax
import numpy as np
jax.config.update("jax_cpu_enable_async_dispatch", False)  # where what hangs now and then hangs soon
doubled = jax.jit(lambda X: jax.pure_callback(lambda X: 2 * np.asarray(X), jax.ShapeDtypeStruct(X.shape, X.dtype), X))
for number in range(100):
    X = np.full((300, 200 + number), number, np.float32)
    assert (np.asarray(doubled(X)) == 2 * X).all()
"""


def test_a_callback_under_jit_comes_back_however_large_what_it_reads(tmp_path: Path) -> None:
    environment = clean_environment(str(tmp_path)) | {"JAX_COMPILATION_CACHE_DIR": str(tmp_path / "compiled")}
    subprocess.run([sys.executable, "-c", CALLED_BACK], env=environment, timeout=60, check=True)
