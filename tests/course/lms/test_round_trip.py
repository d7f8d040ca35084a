"""From a system's download, graded in a real course, back into it: scores arrive where they belong."""

from __future__ import annotations

import csv
import json

import pytest
import yaml

from assay.__main__ import main
from assay.course.intake.handed_in import handed_in
from assay.course.places import Course
from assay.judge.verdict import Verdict
from tests.course.desk import LOST, A, autograde, filled, give, settle
from tests.course.lms.test_canvas import imported
from tests.course.lms.test_going_out import read_by_moodle
from tests.course.lms.test_moodle import WORKSHEET
from tests.course.lms.test_moodle import imported as taken_by_moodle
from tests.course.lms.zips import canvas_name, moodle_name, names_in, zipped

ROSTER = "id,last_name,first_name,lms_id\nada,Lovelace,Ada,17\nben,Doe,Ben,18\ncleo,Roe,Cleo,19\n"
ESSAY = {"why_convolution": "Locality."}
EXPORT = ("Student,ID,SIS Login ID,Section,Week 3: Kernels (1234)\r\n    Points Possible,,,,46.00\r\n"
          '"Lovelace, Ada",17,ada,A,\r\n"Doe, Ben",18,ben,A,\r\n"Roe, Cleo",19,cleo,A,\r\n')


def run(course: Course, capsys: pytest.CaptureFixture[str], verb: str, *more: str) -> list[str]:
    """A verb as it is typed; what it says."""
    capsys.readouterr()
    assert main([verb, "--course", str(course.root), *more]) == 0
    return capsys.readouterr().out.splitlines()


def roster(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    (course.root / "roster.csv").write_text(ROSTER, "utf-8")
    run(course, capsys, "students", "--file", str(course.root / "roster.csv"))


def test_from_canvas_and_back(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    roster(course, capsys)
    download = zipped(course.root / "submissions.zip", {
        canvas_name("Lovelace, Ada", 17, 3001, f"{A}.ipynb"): json.dumps(filled(course, **ESSAY)).encode(),
        canvas_name("Doe, Ben", 18, 3002, f"{A}.ipynb", late=True):
            json.dumps(filled(course, corr2d="x = 1", **ESSAY)).encode()})
    assert run(course, capsys, "collect", "--from", "canvas", "--file", str(download))[-2:] == [
        "2 new, 0 newer than before, 0 as they were.", "Nothing yet from: cleo."]
    settle(course, "ada")
    settle(course, "ben", {"corr2d": LOST})
    assert autograde(course)["success"]
    give(course, "ada", "why_convolution", 3.5)
    (course.root / "downloaded.csv").write_text(EXPORT, "utf-8", newline="")
    fill = ("export", "--to", "canvas", "--file", str(course.root / "downloaded.csv"), "--column", "1234")
    said = run(course, capsys, *fill)
    filled_in = (course.root / "exports" / f"{A}-canvas.csv").read_bytes().decode()
    assert imported(filled_in) == {"17": "45.50", "18": "", "19": ""}
    assert "Not graded yet, so left as it is: ben." in said
    assert "Handed in nothing, so left as it is: cleo." in said
    give(course, "ben", "why_convolution", 4.0)
    run(course, capsys, *fill)
    filled_in = (course.root / "exports" / f"{A}-canvas.csv").read_bytes().decode()
    assert imported(filled_in) == {"17": "45.50", "18": "40.00", "19": ""}
    assert filled_in.replace("45.50", "").replace("40.00", "") == EXPORT
    shown = [line for student in ("ada", "ben") for line in run(course, capsys, "show", "--student", student)]
    assert {line.split()[1] for line in shown if line.startswith("Verdict:")} == {
        path.stem for path in course.store(A).folder.glob("*.json")}
    # As the student can make it of the file that was handed in, and as the page says.
    assert f"Receipt: {handed_in(filled(course, **ESSAY))}" in shown
    assert all(Verdict.from_json(path.read_text("ascii")).judged for path in course.store(A).folder.glob("*.json"))
    run(course, capsys, "forget", "--student", "ada", "--yes")
    assert len(list(course.store(A).folder.glob("*.json"))) == 1
    run(course, capsys, *fill)
    filled_in = (course.root / "exports" / f"{A}-canvas.csv").read_bytes().decode()
    assert imported(filled_in) == {"17": "", "18": "40.00", "19": ""}


def handed_out(course: Course) -> dict[str, bytes]:
    """What Ada and Ben hand in: all right, and with a wrong `corr2d`."""
    return {"ada": json.dumps(filled(course, **ESSAY)).encode(),
            "ben": json.dumps(filled(course, corr2d="x = 1", **ESSAY)).encode()}


def judged(course: Course) -> None:
    """Both graded, Ada's essay by a person."""
    settle(course, "ada")
    settle(course, "ben", {"corr2d": LOST})
    assert autograde(course)["success"]
    give(course, "ada", "why_convolution", 3.5)


def test_from_moodle_and_back(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    """The download has numbers where the worksheet has participants: of Moodle itself, both are of the same person."""
    roster(course, capsys)
    work = handed_out(course)
    download = zipped(course.root / "submissions.zip", {
        moodle_name("Ada Lovelace", 501, f"{A}.ipynb"): work["ada"],
        moodle_name("Ben Doe", 502, f"{A}.ipynb"): work["ben"]})
    run(course, capsys, "collect", "--from", "moodle", "--file", str(download))
    judged(course)
    (course.root / "worksheet.csv").write_text(WORKSHEET.replace("22.00", "46.00"), "utf-8", newline="")
    course.feedback("ada", A).parent.mkdir(parents=True)
    course.feedback("ada", A).write_text("<p>ada</p>", "utf-8")
    fill = ("export", "--to", "moodle", "--file", str(course.root / "worksheet.csv"))
    said = run(course, capsys, *fill)
    assert "Not graded yet, so left as it is: ben." in said
    filled_in = (course.root / "exports" / f"{A}-moodle.csv").read_bytes().decode()
    taken = taken_by_moodle(filled_in)
    assert (taken[501][0], taken[502][0]) == (45.5, None)
    assert "corr2d: 12 of 12" in taken[501][1]
    name, = names_in(course.root / "exports" / f"{A}-moodle-pages.zip")
    assert read_by_moodle(name) == ("501", f"{A}.html")
    give(course, "ben", "why_convolution", 4.0)
    run(course, capsys, *fill)
    filled_in = (course.root / "exports" / f"{A}-moodle.csv").read_bytes().decode()
    assert (taken_by_moodle(filled_in)[501][0], taken_by_moodle(filled_in)[502][0]) == (45.5, 40.0)


def test_from_gradescope_and_back(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    roster(course, capsys)
    work = handed_out(course)
    who = {"submission_11": ("Ada Lovelace", "17"), "submission_12": ("Ben Doe", "18")}
    data = {folder: {":submitters": [{":name": name, ":sid": sid}], ":created_at": "2026-09-14 12:00:00 Z"}
            for folder, (name, sid) in who.items()}
    download = zipped(course.root / "submissions.zip", {
        "assignment_1_export/submission_metadata.yml": yaml.safe_dump(data).encode(),
        f"assignment_1_export/submission_11/{A}.ipynb": work["ada"],
        f"assignment_1_export/submission_12/{A}.ipynb": work["ben"]})
    run(course, capsys, "collect", "--from", "gradescope", "--file", str(download))
    judged(course)
    run(course, capsys, "export", "--to", "gradescope", "--assignment", A)
    told = {student: json.loads((course.root / "exports" / f"{A}-gradescope" / student / "results.json").read_text(
        "utf-8")) for student in ("ada", "ben")}
    assert told["ada"]["score"] == 45.5
    assert told["ben"]["extra_data"]["not_graded_yet"] == 4.0
    lost = [each for each in told["ben"]["tests"] if each.get("score") == 0]
    assert [each["name"].partition(" ")[0].rstrip(":") for each in lost] == ["corr2d"]
    table = {line["SID"]: line for line in csv.DictReader(
        (course.root / "exports" / f"{A}-gradescope.csv").read_text("utf-8").splitlines())}
    assert {sid: (line["Total Score"], line["Status"]) for sid, line in table.items()} == {
        "17": ("45.50", "Graded"), "18": ("", "Not graded yet"), "19": ("", "Missing")}
