from __future__ import annotations

import re

import pytest

from assay.pages.student.formulas import ATTRIBUTES, LONGEST, Attribute, Node, Tag, formula
from tests.pages.student.sheets import release


def said(node: Node) -> str:
    return node.text + "".join(map(said, node.children))


def test_every_formula_of_the_release_is_set() -> None:
    texts = "\n".join(cell["source"] for cell in release()["cells"] if cell["cell_type"] == "markdown")
    found = re.findall(r"\$\$([\s\S]+?)\$\$|\$([^$]+)\$", texts)
    assert len(found) > 10
    assert all(formula(display or inline, display=bool(display)) for display, inline in found)


def test_a_formula_is_made_of_elements_with_plain_texts() -> None:
    node = formula(r"\sum_{i} \frac{1}{2} \leq x", display=True)
    assert node
    assert node.tag == Tag.MATH
    assert (Attribute.DISPLAY, "block") in node.attributes
    assert said(node) == "∑i12≤x"


@pytest.mark.parametrize("tex", [r"\href{javascript:alert(1)}{x}", "{" * 5000, "x" * (LONGEST + 1),
                                 r"\class{a}{x}", r"\style{color:red}{x}", r"\color{red}{x}"])
def test_what_cannot_be_set_or_would_do_more_than_draw_is_not_set(tex: str) -> None:
    assert formula(tex, display=False) is None


def test_a_text_in_a_formula_stays_a_text() -> None:
    node = formula(r"\text{<script>alert(1)</script>}", display=False)
    assert node
    assert "<script>" in said(node)  # which the template escapes


def test_no_attribute_fetches_or_runs_anything() -> None:
    assert not {name for name in ATTRIBUTES if name.startswith(("on", "href", "src", "style", "xlink", "class", "id"))}
