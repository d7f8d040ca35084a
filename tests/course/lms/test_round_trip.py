"""From a download of Canvas's, graded in a real course, back into its gradebook: scores arrive where they belong."""

from __future__ import annotations

import json

import pytest

from assay.__main__ import main
from assay.course.intake.handed_in import handed_in
from assay.course.places import Course
from assay.judge.verdict import Verdict
from tests.course.desk import LOST, A, autograde, filled, give, settle
from tests.course.lms.test_canvas import imported
from tests.course.lms.zips import canvas_name, zipped

ROSTER = "id,last_name,first_name,lms_id\nada,Lovelace,Ada,17\nben,Doe,Ben,18\ncleo,Roe,Cleo,19\n"
ESSAY = {"why_convolution": "Locality."}
EXPORT = ("Student,ID,SIS Login ID,Section,Week 3: Kernels (1234)\r\n    Points Possible,,,,46.00\r\n"
          '"Lovelace, Ada",17,ada,A,\r\n"Doe, Ben",18,ben,A,\r\n"Roe, Cleo",19,cleo,A,\r\n')


def test_from_canvas_and_back(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    def run(verb: str, *more: str) -> list[str]:
        capsys.readouterr()
        assert main([verb, "--course", str(course.root), *more]) == 0
        return capsys.readouterr().out.splitlines()

    (course.root / "roster.csv").write_text(ROSTER, "utf-8")
    run("students", "--file", str(course.root / "roster.csv"))
    download = zipped(course.root / "submissions.zip", {
        canvas_name("Lovelace, Ada", 17, 3001, f"{A}.ipynb"): json.dumps(filled(course, **ESSAY)).encode(),
        canvas_name("Doe, Ben", 18, 3002, f"{A}.ipynb", late=True):
            json.dumps(filled(course, corr2d="x = 1", **ESSAY)).encode()})
    assert run("collect", "--from", "canvas", "--file", str(download))[-2:] == [
        "2 new, 0 newer than before, 0 as they were.", "Nothing yet from: cleo."]
    settle(course, "ada")
    settle(course, "ben", {"corr2d": LOST})
    assert autograde(course)["success"]
    give(course, "ada", "why_convolution", 3.5)
    (course.root / "downloaded.csv").write_text(EXPORT, "utf-8", newline="")
    fill = ("export", "--to", "canvas", "--file", str(course.root / "downloaded.csv"), "--column", "1234")
    said = run(*fill)
    filled_in = (course.root / "exports" / f"{A}-canvas.csv").read_bytes().decode()
    assert imported(filled_in) == {"17": "45.50", "18": "", "19": ""}
    assert "Not graded yet, so left as it is: ben." in said
    assert "Handed in nothing, so left as it is: cleo." in said
    give(course, "ben", "why_convolution", 4.0)
    run(*fill)
    filled_in = (course.root / "exports" / f"{A}-canvas.csv").read_bytes().decode()
    assert imported(filled_in) == {"17": "45.50", "18": "40.00", "19": ""}
    assert filled_in.replace("45.50", "").replace("40.00", "") == EXPORT
    shown = [line for student in ("ada", "ben") for line in run("show", "--student", student)]
    assert {line.split()[1] for line in shown if line.startswith("Verdict:")} == {
        path.stem for path in course.store(A).folder.glob("*.json")}
    # As the student can make it of the file that was handed in, and as the page says.
    assert f"Receipt: {handed_in(filled(course, **ESSAY))}" in shown
    assert all(Verdict.from_json(path.read_text("ascii")).judged for path in course.store(A).folder.glob("*.json"))
    run("forget", "--student", "ada", "--yes")
    assert len(list(course.store(A).folder.glob("*.json"))) == 1
    run(*fill)
    filled_in = (course.root / "exports" / f"{A}-canvas.csv").read_bytes().decode()
    assert imported(filled_in) == {"17": "", "18": "40.00", "19": ""}
