"""What goes out to other systems: pages named as they take them back, results for Gradescope, a table, JSON."""

from __future__ import annotations

import csv
import json
import stat
import zipfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from assay.__main__ import main
from assay.course.lms import gradescope
from assay.course.lms.given import given_of
from assay.course.places import Course
from assay.judge.evidence import Evidence, Kind
from assay.judge.verdict import Outcome, Property, Question, Verdict, digest
from assay.room.limits import Limits
from tests.course.lms.classroom import A, comment, notebook
from tests.course.lms.test_canvas import EXPORT
from tests.course.lms.test_moodle import WORKSHEET
from tests.course.lms.zips import canvas_name, moodle_name, names_in, zipped

N = f"{A}.ipynb"


def run(course: Course, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    capsys.readouterr()
    assert main([arguments[0], "--course", str(course.root), *arguments[1:]]) == 0
    return capsys.readouterr().out.splitlines()


def read_by_canvas(name: str) -> tuple[str, ...]:
    """Whom and which file Canvas takes a name of a zip file for: the first two parts that are numbers."""
    return tuple(part for part in Path(name).name.split("_") if part.isdigit())[:2]


def read_by_moodle(name: str) -> tuple[str, str]:
    """Whom and which file Moodle takes a path of a zip file for: name, number, two words for a plugin, and the rest."""
    parts = name.split("/")
    for place, part in enumerate(parts):
        info = part.split("_", 4)
        if len(info) >= 4 and info[1].isdigit() and info[2:4] == ["assignsubmission", "file"]:
            return info[1], "/".join(each for each in [*info[4:], *parts[place + 1:]] if each)
    raise AssertionError(name)


def page(course: Course, student: str) -> bytes:
    path = course.feedback(student, A)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"<p>{student}</p>", "utf-8")
    return path.read_bytes()


@pytest.mark.parametrize("system, table, names, pages", [
    ("canvas", EXPORT, {"ada": canvas_name("Lovelace, Ada", 17, 3001, N),
                        "ben": canvas_name("Doe, Ben", 18, 3002, N, late=True)},
     {"ada": "lovelaceada_17_3001_kernels.html", "ben": "doeben_LATE_18_3002_kernels.html"}),
    ("moodle", WORKSHEET, {"ada": moodle_name("Ada Lovelace", 501, N),
                           "ben": moodle_name("Ben Doe", 502, N, folder=False)},
     {"ada": "Ada Lovelace_501_assignsubmission_file_/kernels.html",
      "ben": "Ben Doe_502_assignsubmission_file_kernels.html"})])
def test_pages_go_back_under_the_names_that_the_download_had(
        marked: Course, capsys: pytest.CaptureFixture[str], system: str, table: str, names: dict[str, str],
        pages: dict[str, str]) -> None:
    download = zipped(marked.root / "submissions.zip", {name: notebook(name) for name in names.values()})
    run(marked, capsys, "collect", "--from", system, "--file", str(download))
    (marked.root / "table.csv").write_bytes(table.encode())
    export = ("export", "--to", system, "--file", str(marked.root / "table.csv"))
    assert "No feedback page yet: ada, ben. Run `make feedback`, then this again." in run(marked, capsys, *export)
    held = {pages[student]: page(marked, student) for student in names}
    said = run(marked, capsys, *export)
    to = marked.root / "exports" / f"{A}-{system}-pages.zip"
    assert said[-1].startswith(f"exports/{to.name}: 2 feedback pages, to be handed back on the assignment's page in ")
    with zipfile.ZipFile(to) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == held
    before = to.read_bytes()
    run(marked, capsys, *export)
    assert to.read_bytes() == before
    assert sorted(names_in(to)) == sorted(pages.values())
    reads = {"canvas": read_by_canvas, "moodle": read_by_moodle}[system]
    assert [reads(name) for name in pages.values()] == {
        "canvas": [("17", "3001"), ("18", "3002")],
        "moodle": [("501", "kernels.html"), ("502", "kernels.html")]}[system]


def test_what_goes_out_is_closed_to_others(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    run(marked, capsys, "export", "--to", "gradescope")
    for path in [marked.root / "exports", *(marked.root / "exports").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def table(course: Course, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, str]]:
    assert run(course, capsys, "export", "--to", "csv") == [f"exports/{A}.csv"]
    with (course.root / "exports" / f"{A}.csv").open(encoding="utf-8", newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file, strict=True)}


def test_the_plain_table_has_a_row_a_student_and_each_question_with_its_status(
        marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    with Gradebook(f"sqlite:///{marked.gradebook}") as gradebook:
        gradebook.find_grade("test_corr", A, A, "ada").manual_score = 11.0
        gradebook.db.commit()
    found = table(marked, capsys)
    assert found.keys() == {"ada", "ben", "cleo", "dan"}
    wanted = ("status", "score", "score_so_far", "graded_so_far", "not_graded_yet", "why", "why_status", "corr",
              "corr_max_score", "corr_status")
    assert {student: tuple(row[name] for name in wanted) for student, row in found.items()} == {
        "ada": ("graded", "19.5", "19.5", "22.0", "0.0", "3.0", "graded", "11.0", "12.0", "graded by a person"),
        "ben": ("not graded yet", "", "12.0", "18.0", "4.0", "", "not graded yet", "6.0", "12.0", "graded"),
        "cleo": ("graded", "10.0", "10.0", "22.0", "0.0", "4.0", "graded", "0.0", "12.0", "graded"),
        "dan": ("handed in nothing", "", "", "", "", "", "handed in nothing", "", "12.0", "handed in nothing")}
    assert (found["cleo"]["timestamp"], found["cleo"]["seconds_late"]) == ("2026-09-14 12:30:00 UTC", "9000.0")
    assert (found["ada"]["email"], found["ada"]["section"], found["ada"]["lms_id"]) == ("ada@example.org", "A", "17")


@pytest.mark.parametrize("name", ["=cmd()", "+1+cmd()", "-2+cmd()", "@SUM(A1)", "\t=cmd()", "\r=cmd()", "＝cmd()"])
@pytest.mark.parametrize("system", ["csv", "gradescope"])
def test_no_cell_of_a_table_is_a_formula(
        marked: Course, capsys: pytest.CaptureFixture[str], name: str, system: str) -> None:
    with Gradebook(f"sqlite:///{marked.gradebook}") as gradebook:
        gradebook.update_or_create_student("ada", last_name=name, first_name=name)
        gradebook.db.commit()
    run(marked, capsys, "export", "--to", system)
    text = (marked.root / "exports" / (f"{A}.csv" if system == "csv" else f"{A}-gradescope.csv")).read_text("utf-8")
    assert "cmd" in text or "SUM" in text
    cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
    assert not any(cell.startswith(tuple("=+-@\t\r＝")) for cell in cells)


def test_json_says_the_same_to_programs(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(marked, capsys, "export", "--to", "json") == [f"exports/{A}.json"]
    told = json.loads((marked.root / "exports" / f"{A}.json").read_text("utf-8"))
    assert (told["schema"], told["assignment"], told["max_score"]) == (1, A, 22.0)
    assert told["questions"] == {"why": 4.0, "corr": 12.0, "pool": 6.0}
    students = {each["student_id"]: each for each in told["students"]}
    assert (students["ben"]["score"], students["ben"]["not_graded_yet"]) == (None, 4.0)
    assert students["ben"]["questions"]["why"] == {"score": None, "max_score": 4.0, "status": "not graded yet"}
    assert students["dan"]["timestamp"] is None


VERDICT = Verdict({"assignment": A}, (
    Question("corr", (Property("shape", "has the right shape", "", 6.0, Outcome.EARNED),
                      Property("values", "has the right values", "Look closer.", 6.0, Outcome.NOT_EARNED,
                               Evidence(Kind.VALUES, "corr(1)", "2", "3")))),
    Question("pool", (Property("all", "pools", "", 6.0, Outcome.NOT_JUDGED, fault="MemoryError"),))))


def test_gradescope_gets_a_test_for_each_property(marked: Course) -> None:
    comment(marked, "ben", "corr", "See me.")
    told = json.loads(gradescope.results(given_of(marked, A), "ben", VERDICT, Limits()))
    assert "score" not in told
    assert told["output"] == "12 of 18 so far, 4 not graded yet."
    assert (told["visibility"], told["stdout_visibility"]) == ("after_published", "hidden")
    assert told["extra_data"] == {"verdict": digest(VERDICT.basis), "not_graded_yet": 4.0}
    tests = {each["number"]: each for each in told["tests"]}
    assert [(number, each["name"], each.get("score"), each["max_score"], each.get("status"))
            for number, each in tests.items()] == [
        ("1", "why", None, 4.0, None),
        ("2.1", "corr: has the right shape", 6.0, 6.0, "passed"),
        ("2.2", "corr: has the right values", 0.0, 6.0, "failed"),
        ("2.3", "corr: comment", 0.0, 0.0, "passed"),
        ("3", "pool", 6.0, 6.0, "passed")]
    assert tests["1"]["output"] == "Not graded yet, 4 points."
    assert tests["2.2"]["output"] == "corr(1)\nshould be  2\nyours is  3\nLook closer."
    assert tests["2.3"]["output"] == "See me."
    assert {each["visibility"] for each in tests.values()} == {"after_published"}


def test_gradescope_s_total_holds_lateness_and_a_person_s_points(marked: Course) -> None:
    with Gradebook(f"sqlite:///{marked.gradebook}") as gradebook:
        gradebook.find_grade("test_corr", A, A, "ada").manual_score = 6.0
        gradebook.db.commit()
    given = given_of(marked, A)
    told = json.loads(gradescope.results(given, "ada", VERDICT, Limits()))
    assert told["score"] == 14.5
    assert [(each["name"], each["score"], each["output"]) for each in told["tests"]] == [
        ("why", 3.0, "=Say more,\\non <sharing>."), ("corr", 6.0, "A person gave these points."), ("pool", 5.5, "")]
    late = json.loads(gradescope.results(given, "cleo", None, Limits()))
    assert late["output"] == "10 of 22. Handed in 2 hours 30 minutes late, nothing taken off."
    assert late["extra_data"] == {"not_graded_yet": 0.0}


def test_gradescope_s_files_and_table_are_written(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(marked, capsys, "export", "--to", "gradescope")
    assert said == [f"3 submissions: exports/{A}-gradescope/STUDENT/results.json", f"exports/{A}-gradescope.csv"]
    results = list((marked.root / "exports").rglob("results.json"))
    assert all(path.parent.stat().st_mode & 0o077 == path.parent.parent.stat().st_mode & 0o077 for path in results)
    assert sorted(path.parent.name for path in results) == ["ada", "ben", "cleo"]
    header, *lines = csv.reader((marked.root / "exports" / f"{A}-gradescope.csv").read_text("utf-8").splitlines())
    assert header == ["First Name", "Last Name", "SID", "Email", "Sections", "Total Score", "Max Points", "Status",
                      "1: why (4.00 pts)", "2: corr (12.00 pts)", "3: pool (6.00 pts)"]
    assert [",".join(line) for line in lines] == [
        "Ada,Lovelace,17,ada@example.org,A,20.50,22.00,Graded,3.00,12.00,5.50",
        "Ben,Doe,18,ben@example.org,A,,22.00,Not graded yet,,6.00,6.00",
        "Cleo,Roe,19,cleo@example.org,A,10.00,22.00,Graded,4.00,0.00,6.00",
        "Dan,Poe,20,dan@example.org,A,,22.00,Missing,,,"]


def test_without_a_system_all_grades_are_written_as_ever(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(marked, capsys, "export") == ["grades.csv"]
    assert not (marked.root / "exports").exists() or not list((marked.root / "exports").iterdir())


def test_what_is_pending_is_said_before_it_goes_out(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--course", str(marked.root), "--to", "json"]) == 0
    assert f"{A}: not graded yet at 1 of 3 students: why of 1." in capsys.readouterr().err
