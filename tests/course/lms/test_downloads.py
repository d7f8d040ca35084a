"""Names in downloads: whose a file is, as each system writes it; no name breaks anything."""

from __future__ import annotations

import zipfile
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.course.lms.archive import Archive
from assay.course.lms.downloads import SYSTEMS, Offer
from assay.course.lms.people import By
from assay.course.places import CourseError
from tests.course.lms.zips import canvas_name, moodle_name, zipped

PARTS = st.sampled_from([
    *("_", "/", "..", ".", "17", "0", "٣", "²", "anon", "LATE", "ada", "Ada Lovelace", "assignsubmission", "file", "é"),
    *("onlinetext", "k.ipynb", "k-2.ipynb", "submission_metadata.yml", "submission_1", "\x1b", " ", "_text.html"),
    *("__MACOSX", "\\")])
NAMES = st.lists(PARTS, min_size=1, max_size=9).map("".join)


def read(system: str, folder: Path, *names: str) -> list[Offer | str]:
    with closing(Archive(zipped(folder / "a.zip", dict.fromkeys(names, b"{}")))) as archive:
        return list(SYSTEMS[system](archive, "k"))


def only(system: str, folder: Path, name: str) -> Offer:
    offer, = read(system, folder, name)
    assert isinstance(offer, Offer)
    return offer


@pytest.mark.parametrize("name, who, file, late, page", [
    (canvas_name("Lovelace, Ada", 17, 3001, "k.ipynb"), "17", "k.ipynb", False, "lovelaceada_17_3001_k.html"),
    (canvas_name("Lovelace, Ada", 17, 3001, "k-1.ipynb", late=True), "17", "k-1.ipynb", True,
     "lovelaceada_LATE_17_3001_k-1.html"),
    (canvas_name("Ó Briain-Łu, Äda", 17, 3001, "my_own k.v2.ipynb"), "17", "my_own k.v2.ipynb", False,
     "óbriainłuäda_17_3001_my_own k.v2.html"),
    (canvas_name("Late, Latoya", 17, 3001, "LATE.ipynb"), "17", "LATE.ipynb", False, "latelatoya_17_3001_LATE.html")])
def test_canvas_names_say_who_which_file_and_whether_late(
        tmp_path: Path, name: str, who: str, file: str, late: bool, page: str) -> None:
    offer = only("canvas", tmp_path, name)
    assert (offer.who, offer.clues, offer.file, offer.late, offer.page) == (who, ((By.LMS, who),), file, late, page)
    assert only("canvas", tmp_path, f"any folder/{name}").page == page


def test_a_later_attachment_of_canvas_s_is_a_later_attempt(tmp_path: Path) -> None:
    one, other = (only("canvas", tmp_path, canvas_name("x", 17, number, "k.ipynb")) for number in (999, 1000))
    assert one.attempt < other.attempt


START = "Ada Lovelace_501_assignsubmission_file"


@pytest.mark.parametrize("name, file, page", [
    (moodle_name("Ada Lovelace", 501, "a b.ipynb"), "a b.ipynb", f"{START}_/k.html"),
    (moodle_name("Ada Lovelace", 501, "a_b.ipynb", line=False), "a_b.ipynb", f"{START}/k.html"),
    (moodle_name("Ada Lovelace", 501, "a_b.ipynb", folder=False), "a_b.ipynb", f"{START}_k.html"),
    (moodle_name("Ada Lovelace", 501, "x/a.ipynb"), "x/a.ipynb", f"{START}_/k.html")])
def test_moodle_s_names_say_who_and_which_file(tmp_path: Path, name: str, file: str, page: str) -> None:
    offer = only("moodle", tmp_path, name)
    assert (offer.who, offer.clues, offer.file, offer.page) == ("501", ((By.NAME, "Ada Lovelace"),), file, page)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(SYSTEMS)), st.lists(NAMES, max_size=4, unique=True))
def test_whatever_a_file_is_called_it_is_read_or_said(tmp_path: Path, system: str, names: list[str]) -> None:
    found = list[Offer | str]()
    with suppress(CourseError):  # what Gradescope needs is not there
        found = read(system, tmp_path, *names)
    for each in found:
        text = each if isinstance(each, str) else each.entry.shown
        assert text.isprintable()


def test_names_that_are_written_in_another_encoding_are_kept(tmp_path: Path) -> None:
    """A program of Windows' that writes code page 437 and says so by saying nothing."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x" * 3 + "_17_2_k.ipynb", b"")
    path.write_bytes(path.read_bytes().replace(b"xxx_17", b"m\x81l_17"))
    with closing(Archive(path)) as archive:
        assert [each.name for each in archive.entries] == ["mül_17_2_k.ipynb"]
