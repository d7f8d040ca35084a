"""Which folders of this machine hold the Python environment that a room runs on, and how a room gets to see no others.

An environment may lie anywhere: in the course as .venv or under another name, behind links, with its base in somebody's
home, shared by many. It is shown at its own path, and of the folders above it nothing but their names.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assay.room.environment import SYSTEM_FOLDERS, folder

SYSTEM = frozenset({"/usr", *SYSTEM_FOLDERS})
#: Of an environment that also holds what rooms must not see, a course or a home, only these are shown.
PARTS = ("bin", "lib", "lib64", "share", "pyvenv.cfg")
#: The engine itself, where it is installed in that environment: of no use in a room.
ENGINE = Path(__file__).resolve().parents[1]
#: Folders of a course that hold what nobody may see.
KEPT = ("autograder", "solutions", "submitted", "source")
#: What a room imports: where one of these is not in the environment, every submission would fail.
NEEDED = ("IPython", "ipykernel", "jax", "jaxlib", "flax", "numpy", "matplotlib")
APART = (
    "Rooms cannot see {name}: it lies in {folder}, outside the Python environment {prefix}. Install it there, as files "
    "and not as links (with uv: UV_LINK_MODE=copy), or run `make install` for a new .venv."
)
WITHIN = (
    "The Python environment lies in {place}, among the files that rooms must not see: move it, for example to .venv in "
    "the course, or make a new one there with `make install`."
)


@dataclass(frozen=True)
class Shown:
    """What a room sees of the environment: whole folders and files, links with their targets as written.

    ``hidden`` is the private folder where it lies inside of one of these, or of /usr: an empty folder is laid over it.
    """

    roots: frozenset[str]
    links: dict[str, str]
    hidden: str = ""

    def within(self, place: Path) -> set[str]:
        """The names in a folder that lead to the environment."""
        paths = [Path(path) for path in (*self.roots, *self.links) if Path(path) != place]
        return {path.relative_to(place).parts[0] for path in paths if path.is_relative_to(place)}


def shown(private: Path | None) -> Shown:
    """Find the environment of this process; a private folder, and the home of who grades, must not be seen with it."""
    home = [os.path.realpath(Path("~").expanduser())] if "HOME" in os.environ else []
    unseen = {*home, *([str(private)] if private else [])}
    folders = {sys.prefix, sys.base_prefix, *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))}
    links: dict[str, str] = {}
    for path in (*folders, sys.executable):
        links.update(links_on_the_way(path))
    roots: set[str] = set()
    for root in {os.path.realpath(path) for path in (*folders, sys.executable)}:
        if any(_inside(path, {root}) for path in unseen):
            for part in (found for name in PARTS if (found := Path(root, name)).exists()):
                links.update(links_on_the_way(str(part)))
                roots.add(os.path.realpath(part))
        else:
            roots.add(root)
    hidden = str(private) if private and _inside(str(private), roots | SYSTEM) else ""
    roots = {root for root in roots if not _seen(root, (roots - {root}) | SYSTEM, hidden)}
    links = {link: target for link, target in links.items() if not _seen(link, roots | SYSTEM, hidden)}
    return Shown(frozenset(roots), links, hidden)


def environment_folders(private: Path | None) -> list[str]:
    """Tell bwrap to show the environment: folders above it are made anew, empty; links on the way, as links."""
    found = shown(private)
    above = {str(parent) for path in (*found.roots, *found.links) for parent in Path(path).parents}
    above = {path for path in above - {"/", "/tmp", found.hidden} if not _seen(path, SYSTEM, found.hidden)}
    arguments = ["--perms", "0755", "--tmpfs", found.hidden] if found.hidden else []
    arguments += [word for parent in sorted(above) for word in folder(parent) if parent not in found.links]
    arguments += [word for link in sorted(found.links) for word in ("--symlink", found.links[link], link)]
    arguments += [word for root in sorted(found.roots) for word in ("--ro-bind", root, root)]
    if _seen(str(ENGINE), found.roots | SYSTEM, found.hidden):
        arguments += ["--perms", "0755", "--tmpfs", str(ENGINE), "--remount-ro", str(ENGINE)]
    return arguments + (["--remount-ro", found.hidden] if found.hidden else [])


def fault(private: Path) -> str:
    """Say why rooms could not run on this environment, and what to change, in one sentence; "" if they can.

    It may lie in the private folder, as .venv or under another name, but not within a folder of a course.
    """
    found = shown(private)
    for name in KEPT:
        if _inside(str(private / name), found.roots) or name in found.within(private):
            places = (path for path in sorted(found.roots) if Path(path).is_relative_to(private / name))
            return WITHIN.format(place=next(places, sys.prefix))
    for name in NEEDED:
        origin = _origin(name)
        if origin and not _inside(origin, found.roots | SYSTEM):
            return APART.format(name=name, folder=Path(origin).parent, prefix=sys.prefix)
    return ""


def _origin(name: str) -> str:
    """Return the file that a package begins with, links resolved; "" where there is none."""
    found = importlib.util.find_spec(name)
    return os.path.realpath(found.origin) if found and found.origin else ""


def links_on_the_way(path: str) -> dict[str, str]:
    """Return every symbolic link that must exist for `path` to lead anywhere, with its target as written."""
    links: dict[str, str] = {}
    pending, seen = [path], set()
    while pending:
        here = Path(os.path.normpath(pending.pop()))
        link = next((step for step in (*reversed(here.parents), here) if step.is_symlink()), None)
        if link is not None and here not in seen:
            seen.add(here)
            links[str(link)] = str(link.readlink())
            pending.append(str(link.parent / links[str(link)] / here.relative_to(link)))
    return links


def _seen(path: str, folders: Iterable[str], hidden: str) -> bool:
    """Whether a path is in one of these folders, and not in what is hidden of them."""
    inside = [each for each in folders if not hidden or not Path(hidden).is_relative_to(each) or
              not Path(path).is_relative_to(hidden)]
    return _inside(path, inside)


def _inside(path: str, folders: Iterable[str]) -> bool:
    return any(Path(path).is_relative_to(each) for each in folders)
