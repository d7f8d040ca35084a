from __future__ import annotations

from dataclasses import replace

import pytest

from assay.judge.evidence import Evidence, Kind
from assay.pages.student.drawing import AROUND, DIFFERENCE, NEITHER, NUMBERS, SCALE, drawn
from tests.pages.samples import FLIPPED
from tests.pages.student.sheets import TALL

KNOWN = {"corr2d": ("X", "K"), "train_edge_kernel": ("X", "Y", "kernel_size")}
BOTH = ("should be", "yours is")
WORKED = FLIPPED[0]
assert WORKED


def hexed(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def test_a_call_is_drawn_from_its_input_to_the_difference() -> None:
    picture = drawn(WORKED, BOTH, KNOWN)
    assert picture
    assert [(grid.label, grid.size) for grid in picture.grids] == [
        ("X", "3 × 3"), ("K", "2 × 2"), ("should be", "2 × 2"), ("yours is", "2 × 2"), (DIFFERENCE, "2 × 2")]
    assert [cell.text for cell in picture.grids[2].cells] == ["19", "25", "37", "43"]
    assert picture.grids[-1].said == "yours − should be, 2 × 2: −14, −14, −14, −14"
    assert picture.about.startswith("One scale of colours, from 0 (dark) to 43 (light).")


def test_equal_numbers_have_equal_colours_in_all_grids_but_the_difference() -> None:
    picture = drawn(Evidence(Kind.VALUES, "corr2d([[0., 9.]], [[9.]])", "[[9.]]", "[[0.]]"), BOTH, KNOWN)
    assert picture
    image, kernel, should, yours, apart = (grid.cells for grid in picture.grids)
    assert image[0].fill == yours[0].fill == hexed(SCALE[0])
    assert image[1].fill == kernel[0].fill == should[0].fill == hexed(SCALE[-1])
    assert apart[0].fill == hexed(AROUND[0])


def test_too_much_is_orange_none_is_grey_and_what_is_not_finite_is_neither() -> None:
    picture = drawn(Evidence(Kind.VALUES, "f()", "[1., 2., 3.]", "[2., 2., nan]"), BOTH, {})
    assert picture
    assert [cell.fill for cell in picture.grids[-1].cells] == [hexed(AROUND[2]), hexed(AROUND[1]), hexed(NEITHER)]
    assert picture.grids[-1].cells[2].text == "nan"


def test_the_ink_can_be_read_on_every_colour() -> None:
    """By the contrast that accessibility guidelines ask of large text and of small."""
    def light(colour: str) -> float:
        parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    numbers = ", ".join(f"{each}." for each in range(12))
    picture = drawn(Evidence(Kind.VALUES, "f()", f"[{numbers}]", f"[{', '.join(['5.'] * 12)}]"), BOTH, {})
    assert picture
    for cell in (cell for grid in picture.grids for cell in grid.cells):
        ink, fill = light({"#000": "#000000", "#fff": "#ffffff"}[cell.ink]), light(cell.fill)
        assert (max(ink, fill) + 0.05) / (min(ink, fill) + 0.05) >= 4.5, cell


def test_of_another_shape_the_shapes_are_drawn() -> None:
    picture = drawn(TALL, BOTH, KNOWN)
    assert picture
    assert [(grid.label, grid.size) for grid in picture.grids] == [
        ("X", "2 × 3"), ("Y", "2 × 2"), ("should be", "1 × 2"), ("yours is", "2 × 1")]
    assert {(cell.text, cell.fill) for grid in picture.grids[2:] for cell in grid.cells} == {("", "none")}


def test_arguments_without_a_name_are_numbered() -> None:
    picture = drawn(Evidence(Kind.VALUES, "g([1.], [2.])", "[1.]", "[2.]"), BOTH, {})
    assert picture
    assert [grid.label for grid in picture.grids][:2] == ["input 1", "input 2"]


def test_channels_are_panels_each_with_its_place_on_the_one_scale() -> None:
    picture = drawn(Evidence(Kind.VALUES, "f([[[0., 1.], [2., 3.]], [[4., 5.], [6., 7.]]], [[[[9.]], [[8.]]]])",
                             "[[[1., 2.], [3., 4.]], [[0., 0.], [0., 0.]]]",
                             "[[[1., 2.], [3., 4.]], [[0., 0.], [0., 5.]]]"), BOTH, {"f": ("X", "K")})
    assert picture
    assert [(grid.label, grid.size) for grid in picture.grids] == [
        ("X[0]", "2 × 2"), ("X[1]", "2 × 2"), ("K[0, 0]", "1 × 1"), ("K[0, 1]", "1 × 1"),
        ("should be[0]", "2 × 2"), ("should be[1]", "2 × 2"), ("yours is[0]", "2 × 2"), ("yours is[1]", "2 × 2"),
        (f"{DIFFERENCE}[0]", "2 × 2"), (f"{DIFFERENCE}[1]", "2 × 2")]
    assert [[cell.text for cell in grid.cells] for grid in picture.grids[:4]] == [
        ["0", "1", "2", "3"], ["4", "5", "6", "7"], ["9"], ["8"]]
    assert picture.grids[0].cells[0].fill == picture.grids[5].cells[0].fill == hexed(SCALE[0])
    assert picture.grids[2].cells[0].fill == hexed(SCALE[-1])
    assert [cell.fill for cell in picture.grids[-1].cells] == [*[hexed(AROUND[1])] * 3, hexed(AROUND[2])]
    assert picture.grids[7].said == "yours is[1], 2 × 2: 0, 0, 0, 5"


def test_of_another_shape_channels_are_empty_panels() -> None:
    picture = drawn(Evidence(Kind.SHAPE, "f([[[7.]]])", "(2, 1, 3)", "(1, 3)"), BOTH, {})
    assert picture
    assert [(grid.label, grid.size, len(grid.cells)) for grid in picture.grids] == [
        ("input[0]", "1 × 1", 1), ("should be[0]", "1 × 3", 3), ("should be[1]", "1 × 3", 3), ("yours is", "1 × 3", 3)]


@pytest.mark.parametrize("evidence", [
    Evidence(Kind.VALUES, "f([1.])", "1.", "2."), Evidence(Kind.RAISED, "f([1.])", actual="ValueError"),
    Evidence(Kind.VALUES, "f([1.])", "<an array of shape (20, 20), float32>", "<an array of shape (20, 20), float32>"),
    Evidence(Kind.VALUES, "f([1.])", f"[{', '.join(['1.'] * 13)}]", "[1.]"),
    Evidence(Kind.VALUES, "f([1.])", str([[[1.0]]] * 9), str([[[2.0]]] * 9)),
    Evidence(Kind.SHAPE, "f([1.])", "(0,)", "(1,)"),
    Evidence(Kind.SHAPE, "f([1.])", "(99999, 2, 0)", "(1,)"), Evidence(Kind.SHAPE, "f([1.])", "(0, 2, 2)", "(1,)"),
    Evidence(Kind.VALUES, "f(jnp.zeros((999999999, 9, 0)))", "[1.]", "[2.]"),
    Evidence(Kind.SHAPE, "f([1.])", "()", "(1,)"), Evidence(Kind.SHAPE, "f([1.])", "(99999, 99999)", "(1,)"),
    Evidence(Kind.VALUES, f"f({[[1.0] * 12] * 12})", f"{[[1.0] * 12] * 12}", "[1.]")])
def test_what_holds_no_array_or_one_too_large_to_be_seen_is_not_drawn(evidence: Evidence) -> None:
    assert drawn(evidence, BOTH, {}) is None


def test_large_grids_show_colours_alone() -> None:
    wide = [[float(row + column) for column in range(10)] for row in range(10)]
    picture = drawn(Evidence(Kind.CHANGES, "f()", str(wide), str(wide)), BOTH, {})
    assert picture
    assert {cell.text for grid in picture.grids for cell in grid.cells} == {""}
    assert sum(len(grid.cells) for grid in picture.grids) <= NUMBERS


def test_a_long_number_is_written_short() -> None:
    picture = drawn(replace(WORKED, expected="[[0.00001, 123456.]]", actual="[[0.33333333, 2.]]", call="f()"), BOTH, {})
    assert picture
    assert [cell.text for cell in picture.grids[0].cells] == ["1e−05", "1e+05"]
    assert picture.grids[1].cells[0].text == "0.3333"


def test_what_is_wider_than_its_cell_is_narrowed() -> None:
    """In a cell of 40 pixels a seventh of six characters would be cut off, the sign of a difference among it."""
    picture = drawn(Evidence(Kind.VALUES, "f([[0.5]])", "[[0.4003]]", "[[0.3083]]"), BOTH, {})
    assert picture
    assert [(cell.text, cell.long) for grid in picture.grids for cell in grid.cells] == [
        ("0.5", False), ("0.4003", True), ("0.3083", True), ("−0.092", True)]
