"""What is done to JAX and to the kernel before a student's first line. Students' processes see this file.

The hooks are the libraries' own business, so tests watch that they are there; without them all goes on as ever.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from pathlib import Path
from typing import Any


def share_context() -> None:
    """Has JAX lower everything in one MLIR context, where it would make a new one each time: a fifth of the time.

    The hook is JAX's own business, so a test watches that it is there; without it all goes on as ever.
    """
    try:
        from jax._src.interpreters import mlir

        context = mlir.make_ir_context()
        mlir.make_ir_context = lambda: context
    except (ImportError, AttributeError):
        return


def keep_compiled() -> None:
    """Has JAX find what it compiled before by its content, where it looks for the very function object.

    A loop or a jitted function that is made anew in each call is otherwise compiled in each call. JAX's own cache on
    disk does the same, but rooms cannot write there. The hooks are private, as above.
    """
    try:
        from jax._src import compiler

        read, write = compiler._cache_read, compiler._cache_write
    except (ImportError, AttributeError):
        return
    kept: dict[str, Any] = {}

    def reading(name: str, key: str, *rest: Any) -> Any:
        found = kept.get(key) or read(name, key, *rest)
        if found[0] is not None:
            kept[key] = found
        return found

    def writing(key: str, seconds: float, name: str, backend: Any, executable: Any, callbacks: Any) -> None:
        if not callbacks:  # what calls back into Python is equal by content though it calls another function
            kept[key] = executable, int(seconds)
        write(key, seconds, name, backend, executable, callbacks)

    vars(compiler).update(_cache_read=reading, _cache_write=writing)


def stay_off_the_network(folder: str) -> list[str]:
    """Has the kernel talk through Unix sockets, where there is no other kind: returns what to tell it.

    It hears of what forked children print in the same way. The hooks are private, as above; a test sees that such
    prints arrive.
    """
    with contextlib.suppress(OSError):
        socket.socket(socket.AF_INET).close()
        return []
    from ipykernel.iostream import IOPubThread
    from zmq.constants import SocketType
    from zmq.eventloop.zmqstream import ZMQStream
    from zmq.sugar.context import Context

    def hear(thread: Any) -> None:
        thread._pipe_uuid = os.urandom(16)
        printed = thread.socket.context.socket(SocketType.PULL)
        printed.linger = 0
        printed.bind(f"ipc://{folder}/printed")
        thread._pipe_in = ZMQStream(printed, thread.io_loop)
        thread._pipe_in.on_recv(thread._handle_pipe_msg)

    def speak(_: Any) -> Any:
        context = Context()
        printing = context.socket(SocketType.PUSH)
        printing.linger = 3000
        printing.connect(f"ipc://{folder}/printed")
        return context, printing

    IOPubThread._setup_pipe_in, IOPubThread._setup_pipe_out = hear, speak
    return ["--transport=ipc", f"--ip={folder}/kernel"]


def find_beside_the_notebook() -> None:
    """Modules that the notebook writes are found as in Jupyter: after Python's own, before what is installed.

    IPython leaves the notebook's folder out where Python was started with ``-P``, as ours is: our own start finds
    nothing there.
    """
    installed = (place for place, path in enumerate(sys.path) if Path(path).name in ("site-packages", "dist-packages"))
    sys.path.insert(next(installed, len(sys.path)), "")


def stay_on_cpu() -> None:
    """Starts the CPU's backend, and has JAX answer with it whatever device a notebook asks for.

    XLA reads its flags here, once: flags that a cell sets later for another machine change nothing. The hook is
    private, as above; without it, a notebook that asks for a GPU has none.
    """
    import jax
    from jax._src import xla_bridge

    jax.devices()
    find = xla_bridge.get_backend

    def cpu(platform: Any = None) -> Any:
        if jax.config.values["jax_platforms"] != "cpu":  # read where backends were cleared
            jax.config.update("jax_platforms", "cpu")  # type: ignore[no-untyped-call]
        return find("cpu" if platform is None or isinstance(platform, str) else platform)

    vars(cpu).update({name: getattr(find, name) for name in ("cache_clear", "cache_info") if hasattr(find, name)})
    xla_bridge.get_backend = cpu


def other_device() -> str:
    """What a notebook has set so far to run elsewhere than on the CPU, as it wrote it; "" where nothing."""
    import jax

    said = {name: jax.config.values.get(name) for name in ("jax_platforms", "jax_platform_name", "jax_default_device")}
    said["JAX_PLATFORMS"] = os.environ.get("JAX_PLATFORMS")
    return next((f"{name} = {value}" for name, value in said.items()
                 if value and isinstance(value, str) and value.lower() != "cpu"), "")
