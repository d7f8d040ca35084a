"""Makes a new course: a folder that is its owner's, with one small assignment that is green at once."""

from __future__ import annotations

import re
import shutil
from importlib.metadata import Distribution, distributions, version
from json import loads
from pathlib import Path

from assay.course.places import CONFIG, CourseError

TEMPLATE = Path(__file__).with_name("template")
#: Names that a file has in the template, and what it is called in a course.
CALLED = {"gitignore": ".gitignore"}
#: What students install beside a notebook, as far as it is installed here.
STUDENTS = ("flax", "jax", "jupyterlab", "matplotlib", "numpy", "optax")


def make_course(folder: Path) -> list[str]:
    """Fills a folder with a course; returns the names of its files, sorted.

    Args:
        folder: may be there, if there is nothing in it that the course would overwrite.

    Raises:
        CourseError: it is a course already, or holds files of the same names.
    """
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", folder.resolve().name).strip("_") or "course"
    parts = {path.relative_to(TEMPLATE): path for path in sorted(TEMPLATE.rglob("*"))
             if path.is_file() and "__pycache__" not in path.parts}
    wanted = {folder / place.with_name(CALLED.get(place.name, place.name)): path for place, path in parts.items()}
    requirements, students = folder / "requirements.txt", folder / "requirements-student.txt"
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file. Choose another name for the course's folder.")
    if (folder / CONFIG).exists():
        raise CourseError(f"{folder} is a course already: it has a {CONFIG}.")
    if taken := [path for path in (*wanted, requirements, students) if path.exists()]:
        raise CourseError(f"{folder} holds a {taken[0].relative_to(folder)} already. Choose an empty folder, or move "
                          "it away.")
    for path, template in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if template.name == CONFIG:
            path.write_text(template.read_text("utf-8").replace("COURSE", name), "utf-8")
        else:
            shutil.copyfile(template, path)
    requirements.write_text(f"# The engine that grades this course.\n{engine()}\n", "utf-8")
    students.write_text("# What a student installs beside the notebook, in the versions that grade.\n"
                        + "".join(f"{line}\n" for line in installed()), "utf-8")
    return sorted(path.relative_to(folder).as_posix() for path in (*wanted, requirements, students))


def installed() -> list[str]:
    """``name==version`` of what students need and is here."""
    here = {each.name.lower(): each.version for each in distributions()}
    return [f"{name}=={here[name]}" for name in STUDENTS if name in here]


def engine() -> str:
    """How pip finds this engine again: where it was installed from, if that is a file or folder; else its version."""
    found = Distribution.from_name("assay").read_text("direct_url.json")
    where = loads(found) if found else {}
    url = str(where.get("url", ""))
    if not url.startswith("file://"):
        return f"assay=={version('assay')}"
    return f"-e {url}" if where.get("dir_info", {}).get("editable") else f"assay @ {url}"
