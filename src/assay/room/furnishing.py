"""What an assignment finds in its rooms: how arguments arrive, which files lie there, what is imported beforehand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

#: How arrays arrive in a student's function: as JAX's; as NumPy's, to be written to; as lists.
ARRAYS = ("jax", "numpy", "python")
#: What every kernel imports; importing these costs most of the time to a room's first line.
KERNEL = ("numpy.random", "ipykernel.kernelapp", "ipykernel.zmqshell", "IPython.core.debugger",
          "jupyter_client.blocking.client", "matplotlib.pyplot")
JAX = ("flax.linen", "jax.scipy.signal", "optax", "jax.export")


@dataclass(frozen=True)
class Furnishing:
    """What ``room.toml`` says of an assignment's rooms besides limits.

    ``files`` are laid read-only into the folder where the notebook runs. ``packages`` are distributions whose versions
    count; ``warm`` are modules that are imported beforehand, which changes no answer.
    """

    arrays: str = "jax"
    files: tuple[Path, ...] = ()
    packages: tuple[str, ...] = ()
    warm: tuple[str, ...] = ()

    @property
    def modules(self) -> tuple[str, ...]:
        """What the warm process imports."""
        return (*(JAX if self.arrays == "jax" else ()), *KERNEL, *self.warm)

    def basis(self) -> dict[str, Any]:
        """What of it a verdict depends on. Raises OSError where a file is gone."""
        files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in self.files}
        return {"arrays": self.arrays, "files": files, "packages": {name: version(name) for name in self.packages}}


USUAL = Furnishing()
