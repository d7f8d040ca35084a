"""Serves nbgrader's formgrader on one course, to this machine only, by a server that runs no cells."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from assay.course.places import CONFIG, Course, CourseError
from assay.processes import become


def serve(course: Course, port: int) -> NoReturn:
    """Becomes a Jupyter server with formgrader as its first page.

    Raises:
        CourseError: the course folder has no nbgrader_config.py.
    """
    if not (course.root / CONFIG).exists():
        raise CourseError(f"{course.root.name} is no course folder: it has no nbgrader_config.py.")
    scripts = os.path.dirname(sys.executable)  # noqa: PTH120
    command = [sys.executable, "-m", "jupyter", "server", f"--ServerApp.root_dir={course.root}",
               "--ServerApp.default_url=/formgrader", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
               *arguments(), *(["--allow-root"] if os.geteuid() == 0 else [])]
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"}
    become(command, course.root, environment)


def arguments() -> list[str]:
    """What a Jupyter server is started with that runs no cells; a hub's configuration says it too (docs/hub.md)."""
    from assay.course.read_only_server import extensions

    return [f"--ServerApp.jpserver_extensions={extensions()}", "--ServerApp.terminals_enabled=False",
            "--ServerApp.kernel_manager_class=assay.course.read_only_server.NoKernels",
            "--LabApp.extension_manager=readonly"]
