"""Has the kernel outlive what cells do to end it.

Students' processes see this file, so it holds no secret. Who gets around it ends the room, which is noticed outside.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

#: Signals that would end the kernel.
DEADLY = frozenset({signal.SIGABRT, signal.SIGKILL, signal.SIGQUIT, signal.SIGTERM})


def outlive(kernel: Any) -> None:
    """In the place of exit(), a shutdown, os._exit, or a signal to itself, SystemExit is raised while a cell or a call
    runs, so that the rest of it is skipped.

    Args:
        kernel: see :class:`assay.room.inside.kernel.Room`; ``busy`` says whether one runs.
    """
    room, shell = os.getpid(), kernel.app.shell

    def leave(*_: Any, **__: Any) -> Any:
        raise SystemExit

    def instead(end: Callable[..., Any], meant: Callable[..., bool] = lambda *_: True) -> Callable[..., Any]:
        def ending(*args: Any, **more: Any) -> Any:
            if kernel.busy and os.getpid() == room and meant(*args):
                raise SystemExit
            return end(*args, **more)

        return ending

    shell.ask_exit = leave
    shell.unobserve_all("exit_now")  # what would stop the kernel's loop, a tenth of a second later
    kernel.app.kernel.do_shutdown = leave
    os._exit, os.abort = instead(os._exit), instead(os.abort)
    os.kill = instead(os.kill, lambda pid, number, *_: pid in (0, room) and number in DEADLY)
    os.killpg = instead(os.killpg, lambda _, number, *__: number in DEADLY)
    signal.raise_signal = instead(signal.raise_signal, lambda number, *_: number in DEADLY)
