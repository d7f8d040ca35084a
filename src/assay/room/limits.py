"""What one room may use: time, memory, processes, files."""

from __future__ import annotations

import enum
from dataclasses import asdict, dataclass

KIB, MIB, GIB = 2**10, 2**20, 2**30


class Isolation(enum.Enum):
    """What stands between a student's code and this machine."""

    BUBBLEWRAP = "bubblewrap"
    NONE = "none"  # nothing does: only ever by the caller's explicit flag, which goes into the verdict


@dataclass(frozen=True)
class Limits:
    """Bounds on one room. Times are seconds, of the wall clock unless they say otherwise, sizes are bytes, the rest are
    counts.

    The room itself enforces memory, address space, processes, open files and the sizes of files and /tmp. The times
    are kept by whoever talks to the room, and the last two by whoever reads from it. Code that never ends meets the
    processor's time first, which does not depend on what else the machine does; code that only waits meets the clock.
    """

    call_seconds: float = 30.0  # one call of a student's function
    call_cpu_seconds: float = 10.0  # the same, or one cell that only shows something, in processor time of the room
    cell_seconds: float = 60.0  # one cell of the notebook
    cell_cpu_seconds: float = 20.0  # the same, in processor time of the whole room
    notebook_seconds: float = 180.0  # all cells of one run
    submission_seconds: float = 600.0  # all cells and calls of one submission, in all its rooms
    submission_cpu_seconds: float = 300.0  # the same, in processor time of all its rooms
    memory_bytes: int = 4 * GIB  # Pss summed over all processes of the room, sampled ten times a second
    address_space_bytes: int = 10 * GIB  # each process; JAX alone maps about 1.7 GiB without touching it
    processes: int = 256  # processes and threads together, as the kernel counts them
    open_files: int = 512  # each process
    file_bytes: int = 64 * MIB  # each file written
    tmp_bytes: int = 256 * MIB  # all of /tmp
    output_bytes: int = 1 * MIB  # what one notebook may print
    result_bytes: int = 1 * MIB  # what one call may return; the room itself refuses more than 16 MiB

    def as_dict(self) -> dict[str, float | int]:
        """Return the limits as plain numbers, to be written into a verdict."""
        return asdict(self)
