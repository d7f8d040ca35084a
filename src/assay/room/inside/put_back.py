"""What Python, NumPy and JAX are set to, and put back to before each of the judge's calls. Students' processes see this
file.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import signal
import sys
import warnings
from collections.abc import Callable
from typing import Any


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
