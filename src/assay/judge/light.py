"""The judge's own memory: what JAX has compiled is thrown away where it has grown large.

A worker judges many submissions, and a search meets new shapes in each that is wrong. What was compiled for these is
never used again, and JAX keeps it all the same: a class that wants it so would fill the machine.
"""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import Callable
from pathlib import Path

from assay.room.limits import MIB

#: Bytes of memory from which on. A fresh process that has judged a right submission holds about half; what all
#: submissions are asked has to be compiled anew afterwards, which takes five seconds. So not again before it has grown
#: by so many bytes.
LARGE, GROWN = 400 * MIB, 64 * MIB
_smallest = 0


def resident() -> int:
    """Bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def lighten() -> None:
    """Throws away what was compiled, if this process is large; no answer changes."""
    global _smallest
    if resident() <= max(LARGE, _smallest + GROWN):
        return
    import jax

    forget: Callable[[], None] = jax.clear_caches
    forget()
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)
    _smallest = resident()
