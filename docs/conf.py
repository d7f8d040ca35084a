"""How the pages beside this file become a site, by `make docs`. Nothing is fetched for making or reading it."""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]  # of this tree, whichever is installed; and what draws the curve
project = "assay"
release = metadata.version("assay")
html_title = f"assay {release}"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_static_path = ["site"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
smartquotes = False  # what a program says has the quotes that it has
highlight_language = "none"  # what stands in a block without a name is a shell's, or nobody's
myst_heading_anchors = 3  # links to headings, as a Git host makes them
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
nitpicky = True
nitpick_ignore_regex = [("py:.*", r"(?!assay\.testing\.).*")]  # what this site does not have leads nowhere


def contents(text: str) -> str:
    """The index, with a table of contents for each of its sections: its own links, as a Git host shows them."""
    done = []
    for section in re.split(r"^(?=## )", text, flags=re.MULTILINE):
        title, *_ = section.removeprefix("## ").splitlines()
        pages = re.findall(r"^- \[.*?\]\((\S+)\.md\)", section, re.MULTILINE)
        done.append(section)
        if pages:
            done.append("\n".join(["```{toctree}", f":caption: {title}", ":hidden:", *pages, "```\n\n"]))
    return "".join(done)


def setup(app: Sphinx) -> None:
    """Sphinx calls this."""
    def read(_: Sphinx, name: str, source: list[str]) -> None:
        if name == "index":
            source[0] = contents(source[0])

    def plain(_: Sphinx, __: str, ___: str, ____: Any, _____: Any, lines: list[str]) -> None:
        lines[:] = [line.replace("|", r"\|") for line in lines]  # an absolute value, and nothing to put in its place

    def heard(_: Sphinx, __: str, ___: str, shown: dict[str, Any], ____: Any) -> None:
        """What screen readers and keyboards miss: how deep a heading is, and a way into what has to be scrolled."""
        tree = str(shown.get("furo_navigation_tree", ""))
        shown["furo_navigation_tree"] = tree.replace('role="heading"', 'role="heading" aria-level="2"')
        shown["body"] = str(shown.get("body", "")).replace("<pre>", '<pre tabindex="0">')

    def drawn(_: Sphinx) -> None:
        from curve import draw

        draw(HERE / "pictures" / "scale.svg")

    app.connect("builder-inited", drawn)
    app.connect("source-read", read)
    app.connect("html-page-context", heard, priority=900)  # after the theme
    app.connect("autodoc-process-docstring", plain)
