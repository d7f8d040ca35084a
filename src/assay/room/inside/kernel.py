"""Runs in the student's room: a real ipykernel, and a porter that passes cells and calls to it.

Like the other files of ours that a student's process can see it holds no test, no answer and no secret. All it sends is
re-checked outside: a student who rewrites this module at run time gains nothing but another way to answer.
"""

from __future__ import annotations

import builtins
import importlib
import json
import os
import queue
import socket
import sys
import tempfile
import threading
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

OUTPUT_CAP = 1 << 20
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


carried, asked, shown = beside("carried"), beside("asked"), beside("shown")
hooks, put_back, outlive = beside("hooks_of_libraries"), beside("put_back"), beside("outlive")
pack, TooLarge = carried.pack, carried.TooLarge


class Room:
    """The kernel, and what the judge may ask of it: run a cell, remember the names, call a function."""

    def __init__(self, sock: socket.socket, arrays: str = "jax") -> None:
        """Starts the kernel; without JAX, unless arrays are JAX's."""
        from ipykernel.kernelapp import IPKernelApp

        self.arrays = arrays
        self.exported: Any = None
        self.kept: Any = None
        if self.jaxed:
            hooks.share_context()
            hooks.keep_compiled()
            hooks.stay_on_cpu()
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
        self.app.initialize(["--log-level=50", "-f", self.connection, *hooks.stay_off_the_network(folder),
                             "--HistoryManager.enabled=False"])  # its database needs locks on files
        hooks.find_beside_the_notebook()
        outlive.outlive(self)
        self.settings = put_back.Settings(self.jaxed)

    @property
    def jaxed(self) -> bool:
        """Whether JAX is here before the student's first line."""
        return self.arrays == "jax"

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
            output = shown.as_output(message)
            if output is None:
                return
            size = len(json.dumps(output))
            if sizes[0] <= OUTPUT_CAP < sizes[0] + size:
                sizes[0] = OUTPUT_CAP + 1
                outputs.append({"output_type": "truncated"})
            elif sizes[0] + size <= OUTPUT_CAP:
                sizes[0] += size
                shown.merge(outputs, output)

        reply = self.client.execute_interactive(source, output_hook=note, allow_stdin=False, stop_on_error=False)
        count = reply["content"].get("execution_count")
        self.seen.update(self.app.shell.user_ns)
        if self.jaxed and not self.device and (said := hooks.other_device()):
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
        return self._answer(lambda: tuple(shown.pasted(text, names) for text in texts))

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
                    "bases": asked.bases_of(error), **shown.place_of(error)}
        return {"answer": answer}


if __name__ == "__main__":
    os.environ["XLA_FLAGS"] = sys.argv.pop()  # before XLA reads it, at the first array
    Room(socket.socket(fileno=int(sys.argv[1])), sys.argv[2]).serve()
