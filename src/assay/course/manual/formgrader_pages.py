"""formgrader's pages, in which no name is markup: nbgrader writes those of students, and what an address says, as they
are, into its HTML and into scripts between double quotes.

A script that runs there has the rights of who grades, down to writing ``nbgrader_config.py``.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import BaseLoader, Environment
from markupsafe import Markup

from assay.course.page_limit import ShownExporter

#: What would end a text in HTML or a script; else names are as they were, so that formgrader finds them again.
SHUT = str.maketrans({'"': "&quot;", "<": "&lt;", ">": "&gt;", "\\": "&#92;", "\n": " ", "\r": " ",
                      "\u2028": " ", "\u2029": " "})


def install(formgrader: Any) -> None:
    """Has nbgrader's formgrader make its pages so."""
    vars(formgrader)["HTMLExporter"] = Exporter
    formgrader.handlers.BaseHandler.render = _render
    formgrader.handlers.SubmissionFilesHandler.content_security_policy = property(_in_a_sandbox)


def shut(value: object) -> object:
    """A value that can stand in a page: a text, with no sign that would end it."""
    return value.translate(SHUT) if isinstance(value, str) and not isinstance(value, Markup) else value


def _render(handler: Any, name: str, **values: object) -> str:
    return environment(handler.settings["nbgrader_jinja2_env"].loader).get_template(name).render(**values)


@cache
def environment(loader: BaseLoader) -> Environment:
    """What formgrader's own pages are made with."""
    return Environment(autoescape=True, finalize=_finished, loader=loader)


def _finished(value: object) -> object:
    shown = shut(value)
    return Markup(shown) if isinstance(shown, str) else shown


class Exporter(ShownExporter):
    """What formgrader shows a notebook with, among names."""

    def from_filename(self, filename: str, resources: Any = None, **more: Any) -> tuple[Any, Any]:
        """The page, and what nbconvert tells of it."""
        named = {name: shut(value) for name, value in (resources or {}).items()}
        return super().from_filename(filename, resources=named, **more)


def _in_a_sandbox(handler: Any) -> str:
    """Of files beside a notebook, which may be a student's pages: as Jupyter's own server has it."""
    return f"{super(type(handler), handler).content_security_policy}; sandbox allow-scripts"
