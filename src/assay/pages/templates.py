"""The one way to HTML: ``templates/*.html.j2``, in which no value can be left as it is.

Whatever a template writes comes through ``shown``, and what others have marked as safe is escaped like all else. So
templates share parts by ``include``: what a macro or a block makes would be escaped once more. They have no filter but
``bare``.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from assay.pages.words import TEX, visible

if TYPE_CHECKING:  # few verbs make a page
    from jinja2 import Environment

#: What means the same in HTML, holds no sign of TeX and can be seen: most of what a page says.
PLAIN = re.compile(r"[A-Za-z0-9 .,:;/()_-]*")
#: Characters of a text that is made anew each time; pages are full of short ones that they share.
LONG = 100
FOLDER = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Bare:
    """A value where no element can stand, and no formula is looked for: in an attribute, or in a page's ``title``."""

    value: object

    def __str__(self) -> str:
        return str(self.value)


def render(name: str, /, **values: object) -> str:
    """The HTML of ``templates/NAME.html.j2``, without a newline at its end.

    Raises:
        jinja2.UndefinedError: the template names a value that is not given.
        TypeError: it writes one that is neither text nor a whole number.
    """
    return environment().get_template(f"{name}.html.j2").render(values)


def shown(value: object) -> Markup:
    """A value as HTML: what is unprintable spelled out, then escaped.

    A sign of TeX stands in an element of its own, which no formula reaches across.
    """
    text = str(value)  # first, as this is where jinja2 tells what is undefined
    plain = value.value if isinstance(value, Bare) else value
    if not isinstance(plain, str | int):
        raise TypeError(f"A page shows text and whole numbers, no {type(plain).__name__}.")
    if PLAIN.fullmatch(text):
        return Markup(text)
    make = _escaped if len(text) < LONG else _escaped.__wrapped__
    return make(text, bare=isinstance(value, Bare))


@lru_cache(maxsize=20_000)
def _escaped(text: str, *, bare: bool) -> Markup:
    escaped = html.escape(visible(text))
    return Markup(escaped if bare else TEX.sub(r"<span>\g<0></span>", escaped))


@cache
def environment() -> Environment:
    """What all templates are read with."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, finalize=shown, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True, auto_reload=False)
    made.filters = {"bare": Bare}
    return made
