"""Runs in the student's room: a real ipykernel, and a porter that passes cells and calls to it.

The one file of ours that a student's process can see, so it holds no test, no answer and no secret. All it sends is
re-checked outside: a student who rewrites this module at run time gains nothing but another way to answer.

The wire: ``magic, number, header length, body length`` and then a JSON header and the bytes of its arrays, in order.
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
import struct
import sys
import tempfile
import threading
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

FRAME = struct.Struct("!4sIIQ")
MAGIC = b"room"
OUTPUT_CAP = 1 << 20
RESULT_CAP = 16 << 20
HEADER_CAP = 1 << 18
NODES_CAP = 4096
#: Signals that would end the kernel.
DEADLY = frozenset({signal.SIGABRT, signal.SIGKILL, signal.SIGQUIT, signal.SIGTERM})
ON_CPU = "[Graded on a CPU: what your notebook sets for another device ({asked}) changes nothing here.]\n"
DTYPES = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "bfloat16",
          "float32", "float64", "complex64", "complex128")


class TooLarge(ValueError):
    """A result larger than the judge accepts."""


class Chunks(list[bytes]):
    """The bytes of a message's arrays, and how many values it holds."""

    nodes = 0


def encode(value: Any, chunks: Chunks) -> Any:
    """A value as JSON; the bytes of its arrays go to ``chunks`` in the order met."""
    chunks.nodes += 1
    if chunks.nodes > NODES_CAP:
        raise TooLarge
    if value is None or isinstance(value, (bool, str)):
        return {"s": value} if isinstance(value, str) else value
    if type(value) is int and abs(value) < 1 << 63:
        return value
    if type(value) is float:
        return {"f": value.hex()}
    if isinstance(value, (list, tuple)):
        return {"l" if isinstance(value, list) else "t": [encode(item, chunks) for item in value]}
    if hasattr(value, "items") and not hasattr(value, "dtype"):
        return {"d": [[str(name), encode(item, chunks)] for name, item in value.items()]}
    if not hasattr(value, "dtype"):
        return {"o": type(value).__name__}
    return _encode_array(value, chunks)


def _encode_array(value: Any, chunks: Chunks) -> Any:
    import numpy as np

    array = np.asarray(value)
    if array.dtype.name not in DTYPES:
        return {"o": f"array of {array.dtype.name}"}
    if array.nbytes + sum(map(len, chunks)) > RESULT_CAP:
        raise TooLarge
    chunks.append(array.astype(array.dtype.newbyteorder("="), copy=False).tobytes())
    return {"a": [array.dtype.name, list(array.shape)]}


def pack(number: int, message: Any, header_cap: int = HEADER_CAP) -> bytes:
    """One frame. Raises TooLarge when its header passes ``header_cap`` bytes or it holds too many values."""
    chunks = Chunks()
    header = json.dumps(encode(message, chunks)).encode()
    if len(header) > header_cap:
        raise TooLarge
    body = b"".join(chunks)
    return FRAME.pack(MAGIC, number, len(header), len(body)) + header + body


def read_exactly(sock: socket.socket, size: int) -> bytes:
    """``size`` bytes, or EOFError."""
    parts = bytearray()
    while len(parts) < size:
        part = sock.recv(min(size - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def _decode(node: Any, body: memoryview) -> tuple[Any, memoryview]:
    """The judge's own messages; they are trusted here."""
    if not isinstance(node, dict):
        return node, body
    (tag, inner), = node.items()
    if tag == "a":
        import numpy as np

        dtype, shape = np.dtype(inner[0]), tuple(inner[1])
        size = dtype.itemsize * int(np.prod(shape))
        return np.frombuffer(body[:size], dtype).reshape(shape).copy(), body[size:]
    if tag in "lt":
        items = []
        for item in inner:
            value, body = _decode(item, body)
            items.append(value)
        return (items if tag == "l" else tuple(items)), body
    if tag == "d":
        pairs = {}
        for name, item in inner:
            pairs[name], body = _decode(item, body)
        return pairs, body
    return (float.fromhex(inner) if tag == "f" else inner), body


def receive(sock: socket.socket) -> tuple[int, Any]:
    """The next request: its number and its message."""
    _, number, header_size, body_size = FRAME.unpack(read_exactly(sock, FRAME.size))
    header = json.loads(read_exactly(sock, header_size))
    return number, _decode(header, memoryview(read_exactly(sock, body_size)))[0]


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

    def __init__(self) -> None:
        import jax
        import numpy as np

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


def beside(name: str) -> Any:
    """Another file of ours, which lies beside this one in a room."""
    sys.path.append(str(Path(sys.argv[0]).parent))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.pop()


class Room:
    """The kernel, and what the judge may ask of it: run a cell, remember the names, call a function."""

    def __init__(self, sock: socket.socket) -> None:
        from ipykernel.kernelapp import IPKernelApp

        share_context()
        keep_compiled()
        stay_on_cpu()
        hold()
        self.exported, kept = beside("exported"), beside("kept")
        self.exported.hold()
        self.kept = kept.Kept()
        self.sock = sock
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
        self.settings = Settings()

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
                number, request = receive(self.sock)
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
        if not self.device and (asked := other_device()):
            self.device = asked
            outputs.append({"output_type": "stream", "name": "stdout", "text": ON_CPU.format(asked=asked[:80])})
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

    def do_export(self, label: str, name: str, args: Any) -> Any:
        """What jit makes of a student's function, for arguments of these shapes: see ``exported``."""
        return self._in_kernel(lambda: self._export(label, name, args))

    def do_paste(self, label: str, texts: list[str]) -> Any:
        """What texts give when each is pasted into a cell of its own: the value of its last line."""
        return self._in_kernel(lambda: self._paste(label, texts))

    def do_afresh(self) -> Any:
        """Forgets all names, as a kernel does that is started anew."""
        self.remembered.clear()
        self.seen.clear()
        self.active = ""
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
        return self._answer(lambda: MODES[mode](names[name], [revive(value) for value in args],
                                                {key: revive(value) for key, value in more.items()}), mode in TRACED)

    def _export(self, label: str, name: str, args: Any) -> Any:
        function = self._enter(label).get(name)
        return self._answer(lambda: self.exported.write(function, [revive(value) for value in args]), traced=True)

    def _paste(self, label: str, texts: list[str]) -> Any:
        import jax

        names = {"jax": jax, "jnp": jax.numpy, **self._enter(label)}
        return self._answer(lambda: tuple(pasted(text, names) for text in texts))

    def _answer(self, ask: Callable[[], Any], traced: bool = False) -> Any:
        """An answer that can be sent, or what it raised."""
        try:
            self.settings.put_back()
            if traced:
                self.kept.put_back()
            answer = ask()
            encode(answer, Chunks())
        except TooLarge:
            return {"error": "too_large"}
        except BaseException as error:
            return {"error": "raised", "type": type(error).__name__, "message": str(error)[:2000],
                    **place_of(error)}
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


#: What the judge calls of JAX, taken before the student's first line, which may put something else in its place.
held = types.SimpleNamespace()


def hold() -> types.SimpleNamespace:
    """Takes hold of it, once."""
    if not vars(held):
        import jax
        import numpy as np

        vars(held).update(jit=jax.jit, vjp=jax.vjp, device_put=jax.device_put, key=jax.random.key,
                          ndarray=np.ndarray, issubdtype=jax.numpy.issubdtype, floating=jax.numpy.floating)
    return held


def revive(value: Any) -> Any:
    """What the judge sent, as a notebook would hold it: JAX arrays and keys."""
    if isinstance(value, dict) and set(value) == {"key"}:
        return hold().key(value["key"])
    if isinstance(value, hold().ndarray):
        return held.device_put(value)
    if isinstance(value, (list, tuple)):
        return type(value)(revive(item) for item in value)
    if isinstance(value, dict):
        return {name: revive(item) for name, item in value.items()}
    return value


def _plain(function: Any, args: Any, more: Any) -> Any:
    return function(*args, **more)


def _jit(function: Any, args: Any, more: Any) -> Any:
    return hold().jit(function)(*args, **more)


def _vjp(function: Any, args: Any, more: Any) -> Any:
    answer, pull = hold().vjp(function, *args)
    cotangent = more["cotangent"]
    if getattr(answer, "shape", None) != cotangent.shape or not held.issubdtype(answer.dtype, held.floating):
        return answer, None
    return answer, pull(cotangent.astype(answer.dtype))


def _twice(function: Any, args: Any, more: Any) -> Any:
    return function(*args, **more), function(*args, **more)


def _init(function: Any, args: Any, more: Any) -> Any:
    return function(**more).init(*args)


def _apply(function: Any, args: Any, more: Any) -> Any:
    return function(**more).apply(*args)


def _apply_vjp(function: Any, args: Any, more: Any) -> Any:
    cotangent = more.pop("cotangent")
    return _vjp(function(**more).apply, args, {"cotangent": cotangent})


MODES = {"call": _plain, "jit": _jit, "vjp": _vjp, "twice": _twice, "init": _init, "apply": _apply,
         "apply_vjp": _apply_vjp}
#: Those that hang on JAX's own code being what it was.
TRACED = frozenset({"jit", "vjp", "apply_vjp"})


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
    Room(socket.socket(fileno=int(sys.argv[1]))).serve()
