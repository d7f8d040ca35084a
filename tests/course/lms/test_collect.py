"""Downloads of three systems into ``submitted/``: nothing lost, nothing overwritten, everything said."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from assay.__main__ import main
from assay.course.intake.intake import FILE_CAP
from assay.course.lms.given import collected
from assay.course.places import Course
from tests.course.lms.classroom import A, notebook
from tests.course.lms.zips import canvas_name, moodle_name, zipped

N = f"{A}.ipynb"
ONE, TWO, THREE = notebook("1"), notebook("2"), notebook("3")


class Desk:
    """A course, and what collecting said."""

    def __init__(self, course: Course, capsys: pytest.CaptureFixture[str]) -> None:
        self.course, self.capsys = course, capsys

    def collect(self, system: str, files: Mapping[str, bytes] | Path, status: int = 0, **how: bool | int) -> list[str]:
        path = files if isinstance(files, Path) else zipped(self.course.root / "submissions.zip", files, **how)  # type: ignore[arg-type]
        self.capsys.readouterr()
        assert main(["collect", "--course", str(self.course.root), "--from", system, "--file", str(path)]) == status
        said = self.capsys.readouterr()
        return (said.err if status else said.out).splitlines()

    @property
    def submitted(self) -> dict[str, bytes]:
        """All files under submitted/, by path."""
        root = self.course.root / "submitted"
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def desk(unmarked: Course, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(unmarked, capsys)


CANVAS = {canvas_name("Lovelace, Ada", 17, 3001, N): ONE, canvas_name("Doe, Ben", 18, 3002, N, late=True): TWO}


def test_canvas_s_download_is_taken_by_the_roster_s_ids(desk: Desk) -> None:
    said = desk.collect("canvas", CANVAS)
    assert desk.submitted == {f"ada/{A}/{N}": ONE, f"ben/{A}/{N}": TWO}
    assert said == ["Late by Canvas, which does not say when, so here they count as in time: ben. Canvas takes off "
                    "what its "
                    "own late policy says.", "2 new, 0 newer than before, 0 as they were.", "Nothing yet from: cleo, "
                                                                                            "dan."]


def test_collecting_again_changes_nothing(desk: Desk) -> None:
    desk.collect("canvas", CANVAS)
    before = {path: path.stat().st_mtime_ns for path in (desk.course.root / "submitted").rglob("*")}
    assert desk.collect("canvas", CANVAS)[1] == "0 new, 0 newer than before, 2 as they were."
    assert {path: path.stat().st_mtime_ns for path in (desk.course.root / "submitted").rglob("*")} == before


def test_a_newer_attempt_takes_the_place_of_the_one_collected_and_an_older_one_does_not(desk: Desk) -> None:
    first = {canvas_name("Lovelace, Ada", 17, 999, N): ONE}
    second = {canvas_name("Lovelace, Ada", 17, 1000, f"{A}-1.ipynb"): TWO}
    desk.collect("canvas", first)
    (desk.course.submitted("ada", A) / "timestamp.txt").write_text("2026-09-14 09:00:00 UTC", "utf-8")
    assert "A newer attempt than the one collected before: ada." in desk.collect("canvas", second)
    assert desk.submitted == {f"ada/{A}/{N}": TWO}
    assert "ada: an older attempt than the one collected before, which was kept." in desk.collect("canvas", first)
    assert desk.submitted == {f"ada/{A}/{N}": TWO}


@pytest.mark.parametrize("name", [N, f"{A} (1).ipynb"])
def test_what_was_put_there_otherwise_is_never_overwritten(desk: Desk, name: str) -> None:
    folder = desk.course.submitted("ada", A)
    folder.mkdir(parents=True)
    (folder / name).write_bytes(THREE)
    said = desk.collect("canvas", CANVAS)
    assert said[0] == (f"ada: submitted/ada/{A}/{name} is another notebook, and was not collected by this command; it "
                       "was "
                       "kept. To take this one, move that away and run this again.")
    assert desk.submitted == {f"ada/{A}/{name}": THREE, f"ben/{A}/{N}": TWO}
    (folder / name).unlink()
    desk.collect("canvas", CANVAS)
    (folder / N).write_bytes(THREE)  # by hand, after it was collected
    desk.collect("canvas", {canvas_name("Lovelace, Ada", 17, 4000, N): TWO})
    assert desk.submitted[f"ada/{A}/{N}"] == THREE


def test_the_newest_of_several_notebooks_is_taken_and_the_others_are_named(desk: Desk) -> None:
    said = desk.collect("canvas", {
        canvas_name("Lovelace, Ada", 17, 3001, N): ONE, canvas_name("Lovelace, Ada", 17, 3005, f"{A}-2.ipynb"): TWO,
        canvas_name("Lovelace, Ada", 17, 3009, "scratch.ipynb"): THREE,
        canvas_name("Lovelace, Ada", 17, 3010, "a_7_8.png"): b""})
    assert desk.submitted == {f"ada/{A}/{N}": TWO}
    assert said[:2] == ["ada: a_7_8.png is no notebook, so it was left in the zip file.",
                        f"ada handed in more than one notebook: {A}-2.ipynb was taken, {N}, scratch.ipynb left in the "
                        "zip "
                        "file."]


def test_what_is_nobody_s_or_no_notebook_is_said_and_the_rest_goes_on(desk: Desk) -> None:
    said = desk.collect("canvas", {
        canvas_name("Stray, Eve", 99, 1, N): ONE, canvas_name("Lovelace, Ada", 17, 2, "photo.jpg"): ONE,
        "roecleo_19_text.html": b"<p>", "doeben_18_link.html": b"<a>", "readme.txt": b"", "x_1.ipynb": ONE,
        "__MACOSX/._doe_18_3_k.ipynb": b"", canvas_name("Doe, Ben", 18, 3, N): TWO})
    assert desk.submitted == {f"ben/{A}/{N}": TWO}
    assert said == [
        "strayeve_99_1_kernels.ipynb: the roster knows nobody of the LMS id '99', so it was not taken. Add the "
        "student with "
        "`make students`, and run this again.",
        "roecleo_19_text.html is a text or a link typed into Canvas, and no file that was handed in.",
        "doeben_18_link.html is a text or a link typed into Canvas, and no file that was handed in.",
        "readme.txt is not named as Canvas names a submission, so it was not taken.",
        "x_1.ipynb is not named as Canvas names a submission, so it was not taken.",
        "ada: photo.jpg is no notebook, so it was left in the zip file.", "ada handed in no notebook.",
        "1 new, 0 newer than before, 0 as they were.", "Nothing yet from: ada, cleo, dan."]


def test_a_download_without_names_says_so_once(desk: Desk) -> None:
    said = desk.collect("canvas", {canvas_name("", 0, number, N, anonymous=f"x{number}", late=number == 2): ONE
                                   for number in (1, 2)})
    assert said[0] == ("Canvas hid the names in this download, so nobody's work could be taken of 2: anon x1, anon "
                       "x2. Let "
                       "it show names, and download it again.")
    said = desk.collect("moodle", {moodle_name("Participant", 5, N): ONE})
    assert said[0].startswith("Moodle hid the names in this download, so nobody's work could be taken of 1: 5.")
    assert desk.submitted == {}


def test_a_broken_notebook_is_taken_as_grading_tells_the_student(desk: Desk) -> None:
    desk.collect("canvas", {canvas_name("Lovelace, Ada", 17, 1, N): b"{"})
    assert desk.submitted == {f"ada/{A}/{N}": b"{"}


@pytest.mark.parametrize("folder, line", [(True, True), (True, False), (False, True)])
@pytest.mark.parametrize("utf8", [True, False])
def test_moodle_s_download_is_taken_by_name_in_each_of_its_forms(
        desk: Desk, folder: bool, line: bool, utf8: bool) -> None:
    with Gradebook(f"sqlite:///{desk.course.gradebook}") as gradebook:
        gradebook.update_or_create_student("dan", first_name="Dänny-Łu", last_name="Poe_Smith")
        gradebook.db.commit()
    names = [moodle_name(full, number, N, folder=folder, line=line)
             for full, number in (("Ada  lovelace", 501), ("Dänny-Łu Poe_Smith", 18))]
    # Moodle writes blanks for lines in names.
    with Gradebook(f"sqlite:///{desk.course.gradebook}") as gradebook:
        gradebook.update_or_create_student("dan", last_name="Poe Smith")
        gradebook.db.commit()
    said = desk.collect("moodle", {names[0]: ONE, names[1]: TWO}, utf8=utf8)
    assert desk.submitted == {f"ada/{A}/{N}": ONE, f"dan/{A}/{N}": TWO}
    assert said == ["2 new, 0 newer than before, 0 as they were.", "Nothing yet from: ben, cleo."]


def test_two_students_of_one_name_are_not_mistaken_for_each_other(desk: Desk) -> None:
    with Gradebook(f"sqlite:///{desk.course.gradebook}") as gradebook:
        gradebook.update_or_create_student("ben", first_name="Ada", last_name="Lovelace")
        gradebook.db.commit()
    said = desk.collect("moodle", {moodle_name("Ada Lovelace", 1, N): ONE, moodle_name("Cleo Roe", 2, N): TWO})
    assert said[0] == (f"{N}: the name 'Ada Lovelace' is that of ada and of ben, so it was not taken. Set them apart "
                       "in the "
                       "roster.")
    assert desk.submitted == {f"cleo/{A}/{N}": TWO}


def test_who_takes_another_s_name_in_moodle_hands_in_nothing_for_them(desk: Desk) -> None:
    both = {moodle_name("Ada Lovelace", 501, N): ONE, moodle_name("ada  lovelace", 777, N): TWO}
    sentence = ("ada: more than one account has this name (501, 777), so nothing was taken of them. Look which is the "
                "student's, and put it into submitted/ by hand.")
    assert sentence in desk.collect("moodle", both)
    assert desk.submitted == {}
    desk.collect("moodle", {moodle_name("Ada Lovelace", 501, N): ONE})
    for later in (both, {moodle_name("Ada Lovelace", 777, N): TWO}):
        assert sentence in desk.collect("moodle", later, year=2027)
    assert desk.submitted == {f"ada/{A}/{N}": ONE}


def test_who_has_another_s_number_in_the_name_hands_in_nothing_for_them_in_canvas(desk: Desk) -> None:
    said = desk.collect("canvas", {canvas_name("x_17", 18, 3001, N): ONE, canvas_name("17", 18, 3002, N): ONE,
                                   canvas_name("Roe, Cleo", 19, 3003, f"2026_{N}"): TWO})
    assert said[:2] == ["x_17_18_3001_kernels.ipynb may be ada's or ben's by its name, so it was not taken. Put it "
                        "into "
                        "submitted/ by hand.",
                        "17_18_3002_kernels.ipynb is not named as Canvas names a submission, so it was not taken."]
    assert desk.submitted == {f"cleo/{A}/{N}": TWO}


def test_another_assignment_s_download_of_moodle_s_is_not_taken_by_its_numbers(desk: Desk) -> None:
    desk.collect("moodle", {moodle_name("Ada Lovelace", 501, N): ONE})
    said = desk.collect("moodle", {moodle_name("Ben Doe", 501, N): TWO}, year=2027)
    assert said[0] == f"{N} may be ada's or ben's by its name, so it was not taken. Put it into submitted/ by hand."
    assert desk.submitted == {f"ada/{A}/{N}": ONE}


def test_who_has_another_name_in_moodle_than_before_is_known_by_the_number(desk: Desk) -> None:
    desk.collect("moodle", {moodle_name("Ada Lovelace", 501, N): ONE})
    desk.collect("moodle", {moodle_name("Ada King", 501, N): TWO}, year=2027)
    assert desk.submitted == {f"ada/{A}/{N}": TWO}


@pytest.mark.parametrize("last, shown", [("O'Brien", "OBrien"), ("Poe/Smith", "PoeSmith"), ("Poe_Smith", "Poe Smith"),
                                         ("\u200fפרץ", "פרץ"), ("Ng 🙂", "Ng 🙂")])
def test_a_name_is_known_as_moodle_writes_it_into_a_file_s(desk: Desk, last: str, shown: str) -> None:
    with Gradebook(f"sqlite:///{desk.course.gradebook}") as gradebook:
        gradebook.update_or_create_student("dan", last_name=last)
        gradebook.db.commit()
    desk.collect("moodle", {moodle_name(f"Dan {shown}", 7, N): ONE})
    assert desk.submitted == {f"dan/{A}/{N}": ONE}


def test_a_mended_roster_stands_above_whom_an_account_was_taken_for_before(desk: Desk) -> None:
    files = {canvas_name("Doe, Ben", 17, 3001, N): ONE}
    desk.collect("canvas", files)  # Canvas's 17 is Ada in the roster, by mistake
    with Gradebook(f"sqlite:///{desk.course.gradebook}") as gradebook:
        gradebook.update_or_create_student("ada", lms_user_id="18")
        gradebook.update_or_create_student("ben", lms_user_id="17")
        gradebook.db.commit()
    assert desk.collect("canvas", files)[0] == (
        f"ada: what was collected before is ben's by the roster of now. Remove submitted/ada/{A}.")
    assert desk.submitted == {f"ada/{A}/{N}": ONE, f"ben/{A}/{N}": ONE}
    with Gradebook(f"sqlite:///{desk.course.gradebook}") as gradebook:
        assert set(collected(gradebook, A, "canvas")) == {"ben"}  # nobody's page goes back under ada's name


def test_a_number_in_a_name_that_two_students_have_is_said(desk: Desk) -> None:
    with Gradebook(f"sqlite:///{desk.course.gradebook}") as gradebook:
        gradebook.update_or_create_student("dan", lms_user_id="18")
        gradebook.db.commit()
    said = desk.collect("canvas", {canvas_name("x_17", 18, 3001, N): ONE})
    assert said[0] == ("x_17_18_3001_kernels.ipynb may be ada's or ben's by its name, so it was not taken. Put it into "
                       "submitted/ by hand.")


def test_an_attempt_in_between_is_not_newer_than_the_same_notebook_again(desk: Desk) -> None:
    first, between, last = ({canvas_name("Lovelace, Ada", 17, number, N): data}
                            for number, data in ((1, ONE), (2, TWO), (3, ONE)))
    for download in (last, first, between):
        said = desk.collect("canvas", download)
    assert said[0] == "ada: an older attempt than the one collected before, which was kept."
    assert desk.submitted == {f"ada/{A}/{N}": ONE}


def test_moodle_s_texts_and_subfolders_are_told_from_notebooks(desk: Desk) -> None:
    said = desk.collect("moodle", {"Ada Lovelace_1_assignsubmission_onlinetext_/onlinetext.html": b"<p>",
                                   moodle_name("Ben Doe", 2, f"week 3/{N}"): ONE, "notes.txt": b""})
    assert desk.submitted == {f"ben/{A}/{N}": ONE}
    assert said[:2] == ["onlinetext.html (Ada Lovelace) is a text typed into Moodle, and no file that was handed in.",
                        "notes.txt is not named as Moodle names a submission, so it was not taken."]


def test_a_later_download_of_moodle_s_is_newer_and_an_earlier_one_is_not(desk: Desk) -> None:
    files = {moodle_name("Ada Lovelace", 501, N): ONE}
    desk.collect("moodle", files)
    assert "A newer attempt than the one collected before: ada." in desk.collect(
        "moodle", {moodle_name("Ada Lovelace", 501, N): TWO}, year=2027)
    assert desk.collect("moodle", files)[0] == "ada: an older attempt than the one collected before, which was kept."
    assert desk.collect("moodle", {moodle_name("Ada Lovelace", 501, N): THREE}, year=2027)[0] == (
        f"ada: submitted/ada/{A}/{N} was collected before and differs, and nobody can tell which is newer; it was "
        "kept. To "
        "take this one, move that away and run this again.")
    assert desk.submitted == {f"ada/{A}/{N}": TWO}


METADATA = """\
---
submission_11: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
  :submitters:
  - :name: Ada Lovelace
    :sid: '17'
    :email: ada@example.org
  - :name: Ben Doe
    :sid:
    :email: BEN@example.org
  :created_at: 2026-09-14 11:30:00.250000000 +02:00
  :score: 0.0
submission_12:
  :submitters:
  - :name: Eve Stray
    :sid: '99'
    :email: eve@example.org
  :created_at: soon
submission_13:
  :submitters:
  - :name: Cleo Roe
    :sid: cleo
    :email: x@example.org
  :created_at: soon
"""


def test_gradescope_s_export_says_who_and_when(desk: Desk) -> None:
    root = "assignment_5_export"
    said = desk.collect("gradescope", {
        f"{root}/submission_metadata.yml": METADATA.encode(), f"{root}/submission_11/{N}": ONE,
        f"{root}/submission_12/{N}": TWO, f"{root}/submission_13/{N}": THREE, f"{root}/submission_14/{N}": THREE,
        f"{root}/loose.ipynb": ONE})
    time = b"2026-09-14 09:30:00.250000 UTC\n"
    assert desk.submitted == {f"{name}/{A}/{file}": data for name in ("ada", "ben")
                              for file, data in ((N, ONE), ("timestamp.txt", time))} | {f"cleo/{A}/{N}": THREE}
    assert said[:3] == [
        f"{N}: the roster knows nobody of the id '99' or the LMS id '99' or the e-mail address "
        "'eve@example.org', so it was not taken. Add the student with `make students`, and run this again.",
        f"{N} is in no folder that submission_metadata.yml tells of, so it was not taken.",
        "loose.ipynb is in no folder that submission_metadata.yml tells of, so it was not taken."]


def test_a_time_that_was_lost_is_written_again(desk: Desk) -> None:
    files = {"e/submission_metadata.yml": METADATA.encode(), f"e/submission_11/{N}": ONE}
    desk.collect("gradescope", files)
    (desk.course.submitted("ada", A) / "timestamp.txt").unlink()
    assert "0 new, 0 newer than before, 2 as they were." in desk.collect("gradescope", files)
    assert f"ada/{A}/timestamp.txt" in desk.submitted


@pytest.mark.parametrize("text, said", [
    (None, "collect: The zip file holds no submission_metadata.yml, so it is not what Gradescope exports. Download it "
           "there "
           "under Review Grades, Export Submissions."),
    ("a: [", "collect: submission_metadata.yml in the zip file cannot be read. Download it again."),
    ("- 1", "collect: submission_metadata.yml in the zip file cannot be read. Download it again."),
    ("[" * 5000, "collect: submission_metadata.yml in the zip file cannot be read. Download it again.")])
def test_an_export_that_gradescope_did_not_make_is_one_sentence(desk: Desk, text: str | None, said: str) -> None:
    files = {"submission_1/k.ipynb": ONE} | ({"submission_metadata.yml": text.encode()} if text is not None else {})
    assert desk.collect("gradescope", files, 1) == [said]


def test_a_student_s_own_file_says_of_nobody_whose_work_is_whose(desk: Desk) -> None:
    """A file of that name in a submission, which stands first and calls a folder beside it Ada's."""
    mine = b"mine:\n  :submitters:\n  - :sid: '17'\n"
    desk.collect("gradescope", {
        "e/submission_10/submission_metadata.yml": mine, f"e/submission_10/mine/{N}": TWO,
        "e/submission_metadata.yml": METADATA.encode(), f"e/submission_11/{N}": ONE})
    assert {name: data for name, data in desk.submitted.items() if name.endswith(N)} == {
        f"ada/{A}/{N}": ONE, f"ben/{A}/{N}": ONE}


def test_a_tag_in_gradescope_s_file_makes_no_object(desk: Desk, tmp_path: Path) -> None:
    evil = f"submission_11: !!python/object/apply:os.mkdir ['{tmp_path}/made']\n"
    desk.collect("gradescope", {"submission_metadata.yml": evil.encode(), f"submission_11/{N}": ONE})
    assert not (tmp_path / "made").exists()
    assert desk.submitted == {}


@pytest.mark.parametrize("name", ["../../x_17_1_k.ipynb", "/x_17_1_k.ipynb", "a/../../x_17_1_k.ipynb",
                                  "..\\x_17_1_k.ipynb"])
def test_no_name_leads_out_of_submitted(desk: Desk, name: str) -> None:
    before = {path for path in desk.course.root.parent.rglob("*") if ".cache" not in path.parts}
    said = desk.collect("canvas", {name: ONE, canvas_name("Doe, Ben", 18, 3, N): TWO})
    assert said[0].endswith(": the name leads out of the zip file, so it was not taken.")
    assert desk.submitted == {f"ben/{A}/{N}": TWO}
    made = {path for path in desk.course.root.parent.rglob("*") if ".cache" not in path.parts} - before
    assert {path for path in made if path.suffix == ".ipynb"} == {desk.course.submitted("ben", A) / N}


def test_a_link_in_the_zip_file_and_one_in_submitted_are_not_followed(desk: Desk, tmp_path: Path) -> None:
    path = desk.course.root / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo(canvas_name("Lovelace, Ada", 17, 1, N))
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr(canvas_name("Doe, Ben", 18, 2, N), TWO)
    (tmp_path / "elsewhere").mkdir()
    (desk.course.root / "submitted").mkdir(exist_ok=True)
    (desk.course.root / "submitted" / "ben").symlink_to(tmp_path / "elsewhere")
    said = desk.collect("canvas", path)
    assert said[:2] == ["lovelaceada_17_1_kernels.ipynb is a link or no plain file, so it was not taken.",
                        "ben: submitted/ben is a link or no folder, so it was not taken. Remove that first."]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_zip_bomb_and_a_damaged_file_cost_their_own_student_only(desk: Desk) -> None:
    path = zipped(desk.course.root / "submissions.zip", {
        canvas_name("Lovelace, Ada", 17, 1, N): b" " * (FILE_CAP + 1),
        canvas_name("Doe, Ben", 18, 2, N): os.urandom(500),
        canvas_name("Roe, Cleo", 19, 3, N): THREE})
    data = bytearray(path.read_bytes())
    place = data.find(b"doeben_18_2_kernels.ipynb") + len("doeben_18_2_kernels.ipynb") + 100
    data[place] ^= 0xFF
    path.write_bytes(bytes(data))
    said = desk.collect("canvas", path)
    assert said[0] == f"ada: {N} holds more than 20 MB, the most that can be taken, so it was not taken."
    assert said[1].startswith(f"ben: {N} is damaged in the zip file (Bad CRC-32")
    assert desk.submitted == {f"cleo/{A}/{N}": THREE}


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("place", [0, 5, 40])
def test_damage_in_any_compression_costs_its_own_student_only(desk: Desk, compression: int, place: int) -> None:
    path, name = desk.course.root / "submissions.zip", canvas_name("Lovelace, Ada", 17, 1, N)
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr(name, ONE)
        archive.writestr(canvas_name("Doe, Ben", 18, 2, N), TWO)
    data = bytearray(path.read_bytes())
    start = data.find(name.encode()) + len(name) + place
    data[start:start + 8] = b"\xff" * 8
    path.write_bytes(bytes(data))
    assert desk.collect("canvas", path)[0].startswith(f"ada: {N} is damaged in the zip file (")
    assert desk.submitted == {f"ben/{A}/{N}": TWO}


@pytest.mark.parametrize("field, value", [((8, 10), 99), ((6, 8), 0x0800)])  # a compression that nobody has; UTF-8
def test_what_zipfile_cannot_open_is_said(desk: Desk, field: tuple[int, int], value: int) -> None:
    path, name = desk.course.root / "submissions.zip", canvas_name("Lovelace, Ada", 17, 1, N)
    zipped(path, {name: ONE})
    data = bytearray(path.read_bytes())
    for signature, place in zip((b"PK\x03\x04", b"PK\x01\x02"), field, strict=True):
        if value == 99 or signature == b"PK\x03\x04":
            start = data.find(signature) + place
            data[start:start + 2] = value.to_bytes(2, "little")
    if value != 99:
        data[data.find(name.encode())] = 0xFF
    path.write_bytes(bytes(data))
    assert desk.collect("canvas", path)[0].startswith(f"ada: {N} is damaged in the zip file (")


def test_an_empty_zip_file_and_one_within_another_are_said(desk: Desk) -> None:
    assert desk.collect("canvas", {}) == ["0 new, 0 newer than before, 0 as they were.",
                                          "Nothing yet from: ada, ben, cleo, dan."]
    assert desk.collect("canvas", {canvas_name("Lovelace, Ada", 17, 1, "work.zip"): b"PK"})[:2] == [
        "ada: work.zip is no notebook, so it was left in the zip file.", "ada handed in no notebook."]


def test_an_encrypted_file_is_said(desk: Desk) -> None:
    path = zipped(desk.course.root / "submissions.zip", {canvas_name("Lovelace, Ada", 17, 1, N): ONE})
    data = bytearray(path.read_bytes())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + place] |= 1
    path.write_bytes(bytes(data))
    assert desk.collect("canvas", path)[0] == f"ada: {N} is encrypted, so it was not taken."


@pytest.mark.parametrize("data, said", [
    (b"no zip", "collect: submissions.zip is no zip file, or not a whole one (File is not a zip file). Download it "
                "again."),
    (b"PK\x05\x06" + b"\0" * 10, "collect: submissions.zip is no zip file, or not a whole one (File is not a zip "
                                 "file). "
                                 "Download it again.")])
def test_what_is_no_zip_file_is_one_sentence(desk: Desk, data: bytes, said: str) -> None:
    path = desk.course.root / "submissions.zip"
    path.write_bytes(data)
    assert desk.collect("canvas", path, 1) == [said]
    assert desk.collect("canvas", desk.course.root / "no.zip", 1)[0].endswith(
        "no.zip cannot be read (No such file or directory). Name the file that you have downloaded: "
        "FILE=submissions.zip.")
    assert desk.collect("canvas", desk.course.root, 1)[0].startswith(f"collect: {desk.course.root.name} is a folder.")


def test_who_has_left_is_not_taken(desk: Desk) -> None:
    (desk.course.root / "roster.csv").write_text("id,lms_id\nben,18\n", "utf-8")
    assert main(["students", "--course", str(desk.course.root), "--file", str(desk.course.root / "roster.csv")]) == 0
    said = desk.collect("canvas", CANVAS)
    assert said[0].startswith("lovelaceada_17_3001_kernels.ipynb: the roster knows nobody of the LMS id '17'")
    assert desk.submitted == {f"ben/{A}/{N}": TWO}
