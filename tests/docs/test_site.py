"""The pages under docs/ become a site without a warning, and no page is out of reach."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from assay import testing
from tests.docs.shown import COMMANDS, PAGES
from tests.here import REPOSITORY

DOCS = REPOSITORY / "docs"
#: A link of Markdown's, or a picture: what it leads to.
LINK = re.compile(r"\]\(([^)\s]+)\)")
#: What a Git host makes of a heading; letters, digits, blanks, - and _ are left of it.
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def parsed(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text("utf-8"), "html.parser")


def test_every_page_is_a_click_away_from_the_first(site: Path) -> None:
    """As Sphinx only asks that somewhere a table of contents has it, here the links themselves are followed."""
    first = {link["href"] for link in parsed(site / "index.html").select("article a[href]")}
    pages = {path.relative_to(DOCS).with_suffix(".html").as_posix() for path in DOCS.glob("*.md")} - {"index.html"}
    assert pages - first == set()


def test_every_verb_and_every_option_is_in_the_reference(site: Path) -> None:
    shown = parsed(site / "verbs.html")
    known = {anchor["id"] for anchor in shown.select("[id]")}
    assert known >= {f"assay-{verb}" for verb in COMMANDS}
    for verb, command in COMMANDS.items():
        section = shown.find(id=f"assay-{verb}")
        assert section
        said = section.get_text()
        assert [name for parameter in command.params for name in parameter.opts if name.startswith("-")
                and name not in said] == []


def test_every_name_that_hidden_tests_may_import_is_described(site: Path) -> None:
    known = {anchor["id"] for anchor in parsed(site / "testing.html").select("[id]")}
    for name in testing.__all__:
        value = getattr(testing, name)
        places = {f"assay.testing.{name}", f"module-assay.testing.{name}"}
        assert known & places, name
        assert [part for part in getattr(value, "__all__", ())
                if not {f"assay.testing.{name}.{part}", f"assay.testing.{part}"} & known] == []


def test_nothing_of_the_site_is_fetched_from_elsewhere(site: Path) -> None:
    for page in site.glob("*.html"):
        found = parsed(page)
        asked = [each.get(name) for name in ("src", "href") for each in found.select("link, script, img, iframe")]
        assert [each for each in asked if each and re.match(r"(\w+:)?//", str(each))] == [], page.name
    for style in site.rglob("*.css"):
        assert not re.search(r"url\([\"']?(https?:)?//|@import", style.read_text("utf-8")), style.name


def anchors(text: str) -> set[str]:
    """How a Git host names the headings of a page."""
    titles = [re.sub(r"\[(.*?)\]\(.*?\)|[`*]", r"\1", title) for title in HEADING.findall(FENCED.sub("", text))]
    return {re.sub(r"[^\w\- ]", "", unescape(title).lower()).replace(" ", "-") for title in titles}


def dead(page: str, text: str) -> list[str]:
    """The links of a page within this repository that lead nowhere."""
    found = []
    for link in LINK.findall(FENCED.sub("", text)):
        place, _, anchor = link.partition("#")
        if re.match(r"\w+:", link):
            continue
        target = (REPOSITORY / page).parent / place if place else REPOSITORY / page
        known = target.is_file() and (not anchor or anchor in anchors(target.read_text("utf-8")))
        found += [] if known else [f"{page}: {link}"]
    return found


@pytest.mark.parametrize("page", [*PAGES, "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_within_the_repository_leads_somewhere(page: str) -> None:
    assert dead(page, (REPOSITORY / page).read_text("utf-8")) == []


def test_a_link_that_leads_nowhere_is_found() -> None:
    text = "[a](none.md) [b](start.md#none) [c](#none) ![d](pictures/none.png) [e](grading.md) [f](grading.md#by-hand)"
    assert dead("docs/start.md", text) == [
        "docs/start.md: none.md", "docs/start.md: start.md#none", "docs/start.md: #none",
        "docs/start.md: pictures/none.png"]


def test_every_picture_is_shown_and_the_first_page_is_linked() -> None:
    linked = {f"{Path(page).parent.as_posix()}/{link}".removeprefix("./") for page, text in PAGES.items()
              for link in LINK.findall(text)}
    assert {path.relative_to(REPOSITORY).as_posix() for path in (DOCS / "pictures").iterdir()} <= linked
    assert "docs/index.md" in linked
