from __future__ import annotations

import pytest

from tests.pages.samples import CLASS, GOLDEN, WORTH, row, table

HOSTILE = ("<script>alert(1)</script>", "[red]bold[/red][/]", "\x1b[2J\x1b[31mroot", "\u202eada", "a\nada  46",
           "\ud800")


def test_the_class_reads_as_the_golden_file() -> None:
    assert table() == (GOLDEN / "class.txt").read_text("utf-8")


def test_seven_questions_fit_a_hundred_columns_uncut() -> None:
    rows = (row("a" * 60, *(points - 0.25 for points in WORTH.values()), needs=tuple(WORTH), late=10.25),)
    text = table(rows)
    assert max(map(len, text.splitlines())) <= 100
    assert all(f"{points - 0.25:g} ?" in text for points in WORTH.values())
    assert "−10.25" in text
    assert "34 ?" in text


def test_the_last_two_lines_are_means_and_full_marks() -> None:
    """Of a question over those who have points there, of totals over those with nothing pending; never over a zero
    that nobody gave."""
    rest = (8, 4, 6, 8, 4)
    text = table((row("a", 4, 12, *rest), row("b", 2, None, *rest), row("d", 2, 3, 0, 4, 6, 8, 4),
                  row("c", None, 6, *rest, needs=("why_convolution",))))
    mean, full = (line.split() for line in text.splitlines() if line.startswith((" mean", " full marks")))
    assert mean == ["mean", "2.7", "7.0", "6.0", "4.0", "6.0", "8.0", "4.0", "36.5"]
    assert full == ["full", "marks", "1", "1", "3", "4", "4", "4", "4", "1"]
    assert "of totals, over the 2 of 4 with nothing pending." in " ".join(text.split())


def test_what_is_not_graded_yet_is_no_zero_and_said_in_words() -> None:
    rows = (row("a", None, 6.5, 8, 2.5, 6, 8, 4, needs=("why_convolution",)), row("b"))
    text = " ".join(table(rows, 150).split())
    assert "35 of 42 so far, 4 not graded yet" in text
    assert "46 not graded yet" in text
    assert "mean – 6.5" in " ".join(table(rows, 150).split())


@pytest.mark.parametrize("width", [100, 110, 150])
def test_no_name_is_cut_in_the_terminal(width: int) -> None:
    name = "e12345678901234567890@students.example.org"
    rows = (row(name, *WORTH.values()), row("b", None, 12, 8, 4, 6, 8, 4, needs=("why_convolution",)))
    lines = table(rows, width).splitlines()
    assert name in "".join(line[1:].split("  ")[0].strip() for line in lines)
    assert max(map(len, lines)) <= width


def test_who_needs_a_person_is_marked_at_the_question_and_counted() -> None:
    text = table(CLASS)
    assert "? A person still has to look: at 2 of 4 students." in text
    assert "12 ?" in text


def test_a_remark_stands_below_the_table() -> None:
    assert table(CLASS).rstrip().endswith("dot: Handed in after the feedback was out.")


def test_an_empty_class_is_a_report_too() -> None:
    assert "mean" in table(())
    assert "person" not in table(())


@pytest.mark.parametrize("bad", HOSTILE)
def test_no_students_name_commands_the_terminal_or_forges_a_line(bad: str) -> None:
    text = table((row(bad, *WORTH.values(), said=bad),))
    assert all(line.isprintable() for line in text.splitlines())
    assert len(text.splitlines()) == len(table((row("ada", *WORTH.values(), said="x"),)).splitlines())
