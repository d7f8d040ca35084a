"""Runs in the student's room: a real ipykernel, and a porter that passes cells and calls to it.

Like the other files of ours that a student's process can see it holds no test, no answer and no secret. All it sends is
re-checked outside: a student who rewrites this module at run time gains nothing but another way to answer.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import importlib
import json
import logging
import os
import queue
import signal
import socket
import sys
import tempfile
import threading
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

OUTPUT_CAP = 1 << 20
#: Signals that would end the kernel.
DEADLY = frozenset({signal.SIGABRT, signal.SIGKILL, signal.SIGQUIT, signal.SIGTERM})
ON_CPU = "[Graded on a CPU: what your notebook sets for another device ({asked}) changes nothing here.]\n"


def beside(name: str) -> Any:
    """Another file of ours: it lies beside this one, in a room and in the engine."""
    if __package__:
        return importlib.import_module(f"{__package__}.{name}")
    sys.path.append(str(Path(sys.argv[0]).parent))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.pop()


carried, asked = beside("carried"), beside("asked")
pack, TooLarge = carried.pack, carried.TooLarge


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
            _configure("jax_platforms", "cpu")
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


class Settings:
    """What Python, NumPy and JAX are set to before the student's first line, put back before each call of the judge's.

    A notebook may change any of these for itself. Whether 64-bit numbers are switched on is part of a student's answer,
    so that is kept; where compiled code lies changes no answer, only how soon it comes.

    Put back: JAX's other settings; what becomes of warnings; how NumPy prints and what it does
    about overflow; the recursion limit and the longest whole number as text; timers; tracing; the garbage collector;
    the level of logging; where print writes to.
    """

    KEPT = frozenset({"jax_enable_x64", "jax_compilation_cache_dir", "jax_persistent_cache_min_compile_time_secs",
                      "jax_persistent_cache_min_entry_size_bytes"})

    def __init__(self, jaxed: bool = True) -> None:
        import numpy as np

        self.jax: dict[str, Any] = {}
        if jaxed:
            import jax

            self.jax = dict(jax.config.values)
        self.filters = list(warnings.filters)
        self.show = warnings.showwarning
        self.depth = sys.getrecursionlimit()
        self.digits = sys.get_int_max_str_digits()
        self.printed, self.errors = np.get_printoptions(), np.geterr()
        self.level = logging.getLogger().level
        self.streams = sys.stdout, sys.stderr

    def put_back(self) -> None:
        """In the kernel's main thread."""
        import numpy as np

        warnings.resetwarnings()
        warnings.filters.extend(self.filters)  # type: ignore[attr-defined]
        warnings.showwarning = self.show
        sys.setrecursionlimit(self.depth)
        sys.set_int_max_str_digits(self.digits)
        np.set_printoptions(**self.printed)
        np.seterr(**self.errors)
        logging.getLogger().setLevel(self.level)
        logging.disable(logging.NOTSET)
        sys.stdout, sys.stderr = self.streams
        sys.settrace(None)
        sys.setprofile(None)
        gc.enable()
        signal.setitimer(signal.ITIMER_REAL, 0)
        if self.jax:
            self._put_back_jax()

    def _put_back_jax(self) -> None:
        import jax

        for name, value in jax.config.values.items():
            if name in self.KEPT or name not in self.jax or value == self.jax[name]:
                continue
            _configure(name, self.jax[name])
            if jax.config.values[name] != self.jax[name]:  # a context that was entered and never left
                leave_context(name)


def _configure(name: str, value: Any) -> None:
    import jax

    update: Callable[[str, Any], None] = jax.config.update
    update(name, value)


def leave_context(name: str) -> None:
    """Forgets what a context manager of JAX's has set for this thread. The hooks are private, as above."""
    with contextlib.suppress(ImportError, AttributeError, KeyError):
        from jax._src import config

        state = config.config_states[name]
        state.set_local(config.config_ext.unset)
        if state._update_thread_local_hook:
            state._update_thread_local_hook(None)


class Room:
    """The kernel, and what the judge may ask of it: run a cell, remember the names, call a function."""

    def __init__(self, sock: socket.socket, arrays: str = "jax") -> None:
        """Starts the kernel; without JAX, unless arrays are JAX's."""
        from ipykernel.kernelapp import IPKernelApp

        self.arrays = arrays
        self.exported: Any = None
        self.kept: Any = None
        if self.jaxed:
            share_context()
            keep_compiled()
            stay_on_cpu()
            asked.hold()
            self.exported, kept = beside("exported"), beside("kept")
            self.exported.hold()
            self.kept = kept.Kept()
        self.sock = sock
        self.stories = asked.Stories()
        self.remembered: dict[str, dict[str, Any]] = {}
        self.built_in: dict[str, dict[str, Any]] = {}
        self.seen: dict[str, Any] = {}
        self.active = ""
        self.busy = False
        self.device = ""
        folder = tempfile.mkdtemp()
        self.connection = f"{folder}/kernel.json"
        self.app = IPKernelApp.instance()
        self.app.initialize(["--log-level=50", "-f", self.connection, *stay_off_the_network(folder),
                             "--HistoryManager.enabled=False"])  # its database needs locks on files
        self._outlive()
        self.settings = Settings(self.jaxed)

    @property
    def jaxed(self) -> bool:
        """Whether JAX is here before the student's first line."""
        return self.arrays == "jax"

    def _outlive(self) -> None:
        """Has the kernel outlive what cells do to end it: exit(), a shutdown, os._exit, a signal to itself.

        In their place SystemExit is raised, so that the rest of the cell, or of the call, is skipped.
        """
        room, shell = os.getpid(), self.app.shell

        def leave(*_: Any, **__: Any) -> Any:
            raise SystemExit

        def instead(end: Callable[..., Any], meant: Callable[..., bool] = lambda *_: True) -> Callable[..., Any]:
            def ending(*args: Any, **more: Any) -> Any:
                if self.busy and os.getpid() == room and meant(*args):
                    raise SystemExit
                return end(*args, **more)

            return ending

        shell.ask_exit = leave
        shell.unobserve_all("exit_now")  # what would stop the kernel's loop, a tenth of a second later
        self.app.kernel.do_shutdown = leave
        os._exit, os.abort = instead(os._exit), instead(os.abort)
        os.kill = instead(os.kill, lambda pid, number, *_: pid in (0, room) and number in DEADLY)
        os.killpg = instead(os.killpg, lambda _, number, *__: number in DEADLY)
        signal.raise_signal = instead(signal.raise_signal, lambda number, *_: number in DEADLY)

    def serve(self) -> None:
        """Answers requests until the judge hangs up; the kernel keeps the main thread."""
        threading.Thread(target=self._porter, daemon=True).start()
        self.app.start()

    def _porter(self) -> None:
        from jupyter_client.blocking.client import BlockingKernelClient

        client = BlockingKernelClient()
        client.load_connection_file(self.connection)
        client.start_channels()
        client.wait_for_ready(timeout=120)
        self.client = client
        self.sock.sendall(pack(0, "ready"))
        while True:
            try:
                number, request = carried.receive(self.sock)
                self.busy = True
                reply = getattr(self, "do_" + request.pop("do"))(**request)
                frame = pack(number, reply)
            except EOFError:
                self.busy = False
                os._exit(0)
            except TooLarge:
                frame = pack(number, {"error": "too_large"})
            except Exception as error:
                frame = pack(number, {"error": "unsupported", "type": type(error).__name__})
            self.busy = False
            self.sock.sendall(frame)

    def do_cell(self, source: str) -> Any:
        """Runs one cell; answers with its outputs as JSON bytes."""
        import numpy as np

        outputs: list[dict[str, Any]] = []
        sizes = [0]

        def note(message: dict[str, Any]) -> None:
            output = as_output(message)
            if output is None:
                return
            size = len(json.dumps(output))
            if sizes[0] <= OUTPUT_CAP < sizes[0] + size:
                sizes[0] = OUTPUT_CAP + 1
                outputs.append({"output_type": "truncated"})
            elif sizes[0] + size <= OUTPUT_CAP:
                sizes[0] += size
                merge(outputs, output)

        reply = self.client.execute_interactive(source, output_hook=note, allow_stdin=False, stop_on_error=False)
        count = reply["content"].get("execution_count")
        self.seen.update(self.app.shell.user_ns)
        if self.jaxed and not self.device and (said := other_device()):
            self.device = said
            outputs.append({"output_type": "stream", "name": "stdout", "text": ON_CPU.format(asked=said[:80])})
        return {"count": count, "outputs": np.frombuffer(json.dumps(outputs).encode(), np.uint8)}

    def do_remember(self, label: str) -> Any:
        """Keeps what every name stands for now, under a label."""
        self.remembered[label] = dict(self.app.shell.user_ns)
        self.built_in[label] = dict(vars(builtins))
        return True

    def do_replace(self, label: str, source: str, names: list[str]) -> Any:
        """Has some names stand, under a label, for what a source of the judge's defines."""
        module = types.ModuleType("instead")
        sys.modules["instead"] = module  # Flax's dataclasses look their module up
        exec(compile(source, "instead", "exec"), vars(module))
        self.remembered[label].update({name: vars(module)[name] for name in names})
        return True

    def do_call(self, **request: Any) -> Any:
        """One call of a student's function, in the kernel's main thread."""
        return self._in_kernel(lambda: self._call(**request))

    def do_export(self, label: str, name: str, args: Any, static: Any) -> Any:
        """What jit makes of a student's function, for arguments of these shapes: see ``exported``."""
        return self._in_kernel(lambda: self._export(label, name, args, static))

    def do_paste(self, label: str, texts: list[str]) -> Any:
        """What texts give when each is pasted into a cell of its own: the value of its last line."""
        return self._in_kernel(lambda: self._paste(label, texts))

    def do_afresh(self) -> Any:
        """Forgets all names, as a kernel does that is started anew."""
        self.remembered.clear()
        self.seen.clear()
        self.active = ""
        self.stories.forget()
        return self._in_kernel(lambda: self.app.shell.reset(new_session=False))

    def _in_kernel(self, ask: Callable[[], Any]) -> Any:
        answers: queue.Queue[Any] = queue.Queue()
        self.app.io_loop.add_callback(lambda: answers.put(ask()))
        return answers.get()

    def _enter(self, label: str) -> dict[str, Any]:
        """The globals, as they stood when this label was given; names that were first bound later are there too.

        Functions look their globals up when they are called, so it is the notebook's own dictionary that is changed.
        What the calls of a question leave in it, they find again.
        """
        names: dict[str, Any] = self.app.shell.user_ns
        label = label if label in self.remembered else ""
        if label != self.active:
            self.remembered[self.active] = dict(names)
            later = {name: value for name, value in self.seen.items() if not hasattr(builtins, name)}
            names.clear()
            names.update({**later, **self.remembered[label]})
            vars(builtins).update(self.built_in.get(label, {}))
            self.active = label
        return names

    def _call(self, label: str, name: str, mode: str, args: Any, more: dict[str, Any]) -> Any:
        names = self._enter(label)
        if name not in names:
            return {"error": "undefined"}
        if not callable(names[name]):
            return {"error": "not_callable"}
        if mode == "object":
            before, after, steps = args
            return self._answer(lambda: self.stories.tell(names, self.arrays, f"{label} {before}", f"{label} {after}",
                                                          steps))
        return self._answer(lambda: asked.MODES[mode](names[name], [self._revive(value) for value in args],
                                                      {key: self._revive(value) for key, value in more.items()}),
                            mode in asked.TRACED)

    def _revive(self, value: Any) -> Any:
        return asked.revive(value, self.arrays)

    def _export(self, label: str, name: str, args: Any, static: Any) -> Any:
        function = self._enter(label).get(name)
        return self._answer(lambda: self.exported.write(asked.fixed(function, static),
                                                        [self._revive(value) for value in args]), traced=True)

    def _paste(self, label: str, texts: list[str]) -> Any:
        import numpy as np

        names = {"np": np, **self._enter(label)}
        if self.jaxed:
            import jax

            names = {"jax": jax, "jnp": jax.numpy, **names}
        return self._answer(lambda: tuple(pasted(text, names) for text in texts))

    def _answer(self, ask: Callable[[], Any], traced: bool = False) -> Any:
        """An answer that can be sent, or what it raised."""
        try:
            self.settings.put_back()
            if traced and self.kept is not None:
                self.kept.put_back()
            answer = carried.Encoded(ask())  # here, in the kernel's main thread: it may draw from a generator
        except TooLarge:
            return {"error": "too_large"}
        except BaseException as error:
            return {"error": "raised", "type": type(error).__name__, "message": str(error)[:2000],
                    "bases": asked.bases_of(error), **place_of(error)}
        return {"answer": answer}


def pasted(text: str, names: dict[str, Any]) -> Any:
    """The value of the last line, when the lines before have been run."""
    before, _, last = text.rpartition("\n")
    exec(compile(before, "pasted", "exec"), names)
    return eval(compile(last, "pasted", "eval"), names)


def place_of(error: BaseException) -> dict[str, int]:
    """The line of the innermost frame that stands in a notebook cell, and that cell's execution count; 0 for none."""
    line, file, trace = 0, "", error.__traceback__
    while trace is not None:
        if "ipykernel_" in trace.tb_frame.f_code.co_filename:
            line, file = trace.tb_lineno, trace.tb_frame.f_code.co_filename
        trace = trace.tb_next
    from IPython.core.getipython import get_ipython

    cells = getattr(getattr(get_ipython(), "compile", None), "_filename_map", None)  # what its own tracebacks go by
    return {"line": line, "cell": cells.get(file, 0) if isinstance(cells, dict) else 0}


def as_output(message: dict[str, Any]) -> dict[str, Any] | None:
    """A kernel's message as a notebook output; None for messages that are none."""
    kind, content = message["header"]["msg_type"], message["content"]
    if kind == "stream":
        return {"output_type": kind, "name": content["name"], "text": content["text"]}
    if kind in ("display_data", "execute_result"):
        data = {mime: content["data"][mime] for mime in ("text/plain", "image/png") if mime in content["data"]}
        return {"output_type": kind, "data": data}
    if kind == "error":
        return {"output_type": kind, **{name: content[name] for name in ("ename", "evalue", "traceback")}}
    return None


def merge(outputs: list[dict[str, Any]], output: dict[str, Any]) -> None:
    """Appends an output, joining text of the same stream as notebooks do."""
    last = outputs[-1] if outputs else {}
    if output["output_type"] == "stream" == last.get("output_type") and output["name"] == last["name"]:
        last["text"] += output["text"]
    else:
        outputs.append(output)


if __name__ == "__main__":
    os.environ["XLA_FLAGS"] = sys.argv.pop()  # before XLA reads it, at the first array
    Room(socket.socket(fileno=int(sys.argv[1])), sys.argv[2]).serve()
