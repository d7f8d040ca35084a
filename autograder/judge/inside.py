"""Runs in the student's room: a real ipykernel, and a porter that passes cells and calls to it.

The one file of ours that a student's process can see, so it holds no test, no answer and no secret. All it sends is
re-checked outside: a student who rewrites this module at run time gains nothing but another way to answer.

The wire: ``magic, number, header length, body length`` and then a JSON header and the bytes of its arrays, in order.
"""

from __future__ import annotations

import json
import os
import queue
import socket
import struct
import sys
import tempfile
import threading
from typing import Any

FRAME = struct.Struct("!4sIIQ")
MAGIC = b"room"
OUTPUT_CAP = 1 << 20
RESULT_CAP = 16 << 20
HEADER_CAP = 1 << 18
NODES_CAP = 4096
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


def stay_off_the_network(folder: str) -> None:
    """Has the kernel hear of what forked children print through a Unix socket: a room has no other kind.

    The hooks are private, as above; a test sees that such prints arrive.
    """
    from ipykernel.iostream import IOPubThread
    from zmq import SocketType
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


class Room:
    """The kernel, and what the judge may ask of it: run a cell, remember the names, call a function."""

    def __init__(self, sock: socket.socket) -> None:
        from ipykernel.kernelapp import IPKernelApp

        share_context()
        keep_compiled()
        self.sock = sock
        self.remembered: dict[str, dict[str, Any]] = {}
        folder = tempfile.mkdtemp()
        stay_off_the_network(folder)
        self.connection = f"{folder}/kernel.json"
        self.app = IPKernelApp.instance()
        self.app.initialize(["--log-level=50", "-f", self.connection, "--transport=ipc", f"--ip={folder}/kernel",
                             "--HistoryManager.enabled=False"])  # its database needs locks on files

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
                reply = getattr(self, "do_" + request.pop("do"))(**request)
                frame = pack(number, reply)
            except EOFError:
                os._exit(0)
            except TooLarge:
                frame = pack(number, {"error": "too_large"})
            except Exception as error:
                frame = pack(number, {"error": "unsupported", "type": type(error).__name__})
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
        return {"count": count, "outputs": np.frombuffer(json.dumps(outputs).encode(), np.uint8)}

    def do_remember(self, label: str) -> Any:
        """Keeps what every name stands for now, under a label."""
        self.remembered[label] = dict(self.app.shell.user_ns)
        return True

    def do_call(self, **request: Any) -> Any:
        """One call of a student's function, in the kernel's main thread."""
        answers: queue.Queue[Any] = queue.Queue()
        self.app.io_loop.add_callback(lambda: answers.put(self._call(**request)))
        return answers.get()

    def _call(self, label: str, name: str, mode: str, args: Any, more: dict[str, Any]) -> Any:
        try:
            names = self.remembered.get(label, self.app.shell.user_ns)
            if name not in names:
                return {"error": "undefined"}
            if not callable(names[name]):
                return {"error": "not_callable"}
            answer = MODES[mode](names[name], [revive(value) for value in args],
                                 {key: revive(value) for key, value in more.items()})
            encode(answer, Chunks())
        except TooLarge:
            return {"error": "too_large"}
        except BaseException as error:
            return {"error": "raised", "type": type(error).__name__, "message": str(error)[:2000],
                    "line": line_of(error)}
        return {"answer": answer}


def line_of(error: BaseException) -> int:
    """The line of the innermost frame that stands in a notebook cell; 0 where there is none."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if "ipykernel_" in trace.tb_frame.f_code.co_filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def revive(value: Any) -> Any:
    """What the judge sent, as a notebook would hold it: JAX arrays and keys."""
    import jax
    import numpy as np

    if isinstance(value, dict) and set(value) == {"key"}:
        return jax.random.key(value["key"])
    if isinstance(value, np.ndarray):
        return jax.device_put(value)
    if isinstance(value, (list, tuple)):
        return type(value)(revive(item) for item in value)
    if isinstance(value, dict):
        return {name: revive(item) for name, item in value.items()}
    return value


def _plain(function: Any, args: Any, more: Any) -> Any:
    return function(*args, **more)


def _jit(function: Any, args: Any, more: Any) -> Any:
    import jax

    return jax.jit(function)(*args, **more)


def _vjp(function: Any, args: Any, more: Any) -> Any:
    import jax

    answer, pull = jax.vjp(function, *args)
    cotangent = more["cotangent"]
    if getattr(answer, "shape", None) != cotangent.shape or not jax.numpy.issubdtype(answer.dtype, jax.numpy.floating):
        return answer, None
    return answer, pull(cotangent.astype(answer.dtype))


def _twice(function: Any, args: Any, more: Any) -> Any:
    first = function(*args, **more)
    second = function(*args, **more)
    return first, second, args


def _init(function: Any, args: Any, more: Any) -> Any:
    return function(**more).init(*args)


def _apply(function: Any, args: Any, more: Any) -> Any:
    return function(**more).apply(*args)


def _apply_vjp(function: Any, args: Any, more: Any) -> Any:
    cotangent = more.pop("cotangent")
    return _vjp(function(**more).apply, args, {"cotangent": cotangent})


MODES = {"call": _plain, "jit": _jit, "vjp": _vjp, "twice": _twice, "init": _init, "apply": _apply,
         "apply_vjp": _apply_vjp}


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
