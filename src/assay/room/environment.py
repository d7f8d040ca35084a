"""What a program finds around it in a room: environment variables, and the folders of the system."""

from __future__ import annotations

import sys
from pathlib import Path

#: Where a room finds what was compiled before, read-only; JAX reads it, and may not write.
COMPILED = "/room/compiled"
#: XLA's newer code generator takes half as long again to compile what students write, which mostly runs once.
XLA_FLAGS = "--xla_cpu_use_fusion_emitters=false"
#: Two thirds of the time to compile; what is compiled takes several times as long on large arrays.
WITHOUT_OPTIMIZING = "--xla_backend_optimization_level=0"
#: JAX runs and copies in so many threads. With one alone, a callback under jit now and then waits for ever for what it
#: was called with: what copies that is the thread that it runs on.
THREADS = 2
SYSTEM_FOLDERS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")


def xla_flags(optimize: bool) -> str:
    """XLA's flags in a room, and wherever solutions are held against a room's answers."""
    return XLA_FLAGS if optimize else f"{XLA_FLAGS} {WITHOUT_OPTIMIZING}"


def clean_environment(home: str) -> dict[str, str]:
    """Return all the environment variables of a room; the judge's own never enter.

    As few threads as will do, and as many on every machine: rooms share it, and a sum whose order depends on the number
    of cores would make verdicts differ. PYTHONHASHSEED makes a student's sets iterate alike every time.
    """
    single = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    folders = {
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "jupyter/config",
        "JUPYTER_DATA_DIR": "jupyter/data",
        "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
        "MPLCONFIGDIR": "mpl",
    }
    return {
        "HOME": home,
        "JAX_COMPILATION_CACHE_DIR": COMPILED,
        "JAX_PERSISTENT_CACHE_ENABLE_XLA_CACHES": "none",  # or the name of the folder becomes part of every key
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "1e9",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
        "JAX_PLATFORMS": "cpu",
        "LANG": "C.UTF-8",
        "NPROC": str(THREADS),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # else set by the kernel, too late for a warm start
        "MALLOC_ARENA_MAX": "2",  # each arena reserves 64 MiB of the address space that RLIMIT_AS bounds
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "TMPDIR": home,
        "USER": "student",
        "XLA_FLAGS": XLA_FLAGS,
        **{name: f"{home}/{folder}" for name, folder in folders.items()},
        **dict.fromkeys(single, "1"),
    }


def folder(path: str) -> list[str]:
    """Make an empty folder; bwrap's own default, 0700, would shut out the user that the entry becomes."""
    return ["--perms", "0755", "--dir", path]


def system_folders() -> list[str]:
    """Show the system's folders beside /usr: links into it on most machines, folders of their own on some."""
    arguments = []
    for path in SYSTEM_FOLDERS:
        if Path(path).is_symlink():
            arguments += ["--symlink", str(Path(path).readlink()), path]
        elif Path(path).is_dir():
            arguments += ["--ro-bind", path, path]
    return arguments
