"""What ``jax.jit`` makes of a function, for one shape: written down as StableHLO in the student's room, and run in a
clean one, which has never seen the student's code.

Both rooms see this file, so it holds no secret. As a program, ``python exported.py FD XLA_FLAGS``, it
is the clean room: it answers one request and ends. What it reads there may be hostile, and go through a parser that was
not written for that; so it is never read in the judge, and never in a room that is used again.
"""

from __future__ import annotations

import importlib
import os
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

#: Taken before the student's first line, as what ``asked`` holds.
held = SimpleNamespace()


def hold() -> SimpleNamespace:
    """Takes hold of what is called of JAX, once."""
    if not vars(held):
        import jax
        from jax import export

        errors = jax.errors
        asks = (errors.ConcretizationTypeError, errors.TracerArrayConversionError,
                errors.TracerIntegerConversionError, errors.NonConcreteBooleanIndexError)
        vars(held).update(jit=jax.jit, export=export.export, asks_for_values=asks)
    return held


def write(function: Callable[..., Any], args: Sequence[Any]) -> dict[str, Any] | None:
    """A function as StableHLO for arguments of these shapes, and the dtypes that it takes, in the order of the leaves.

    None where it cannot be written down: it calls back into Python, prints, or calls a library.

    Raises:
        ConcretizationTypeError, TracerArrayConversionError and the like: it asks for values, so jit cannot trace it.
    """
    import numpy as np

    try:
        jitted = hold().jit(function, keep_unused=True)
        jitted.trace(*args)
        found = held.export(jitted)(*args)
    except held.asks_for_values:
        raise
    except Exception:  # of the student's code or of JAX's: no evidence, and the answers themselves are still judged
        return None
    return {"module": np.frombuffer(found.mlir_module_serialized, np.uint8),
            "dtypes": [str(each.dtype) for each in found.in_avals]}


def run(module: Any, dtypes: Sequence[str], args: Sequence[Any]) -> list[Any]:
    """What the function answers for these values: the leaves of its answer, in their order. The hooks are private."""
    import jax
    import jax.numpy as jnp
    from jax._src.interpreters import mlir
    from jaxlib import _jax, xla_client
    from jaxlib.mlir.dialects import stablehlo

    configure: Callable[[str, Any], None] = jax.config.update
    configure("jax_enable_x64", True)  # the function says itself how wide its numbers are
    device = jax.devices("cpu")[0]
    values = [jnp.asarray(leaf, dtype) for leaf, dtype in zip(jax.tree.leaves(args), dtypes, strict=True)]
    with mlir.make_ir_context() as context:
        parsed = stablehlo.deserialize_portable_artifact(context, module.tobytes())
        program = device.client.compile_and_load(parsed, _jax.DeviceList((device,)), xla_client.CompileOptions())
        answers = program.execute_sharded(values).disassemble_into_single_device_arrays()
    return [answer for answer, in answers]


def main() -> None:
    """Answers one request."""
    os.environ["XLA_FLAGS"] = sys.argv.pop()
    with socket.socket(fileno=int(sys.argv[1])) as judge:
        sys.path.append(str(Path(sys.argv[0]).parent))
        wire = importlib.import_module("carried")
        number, request = wire.receive(judge)
        try:
            answer: Any = run(**request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:500]}
        judge.sendall(wire.pack(number, answer))


if __name__ == "__main__":
    main()
