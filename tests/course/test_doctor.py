"""What stands in a course's way is said, above all what the layout before this one leaves behind."""

from __future__ import annotations

import shutil

import pytest

from assay.__main__ import main
from assay.course.doctor import findings
from assay.course.places import CONFIG, Course

A = "convolution"


def test_of_a_sound_course_there_is_nothing_to_say(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(findings(course)) == []
    assert main(["doctor", "--course", str(course.root)]) == 0
    assert capsys.readouterr().out.startswith("Nothing stands in the way")


def test_a_course_of_the_old_layout_is_told_what_to_move(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    (course.root / "autograder" / "questions").mkdir()
    shutil.move(course.root / "autograder" / A, course.root / "autograder" / "questions" / A)
    helper = course.root / "autograder" / "questions" / A / "starts.py"
    helper.write_text(helper.read_text("utf-8").replace("assay.testing", "autograder.judge"), "utf-8")
    config = course.root / CONFIG
    config.write_text(config.read_text("utf-8").replace("assay.course", "autograder.course"), "utf-8")
    assert list(findings(course)) == [
        "The hidden tests of convolution lie where they used to: move autograder/questions/convolution to "
        "autograder/convolution.",
        "nbgrader_config.py names autograder.course.config, as courses used to: write assay.course.config instead.",
        "autograder/questions/convolution/starts.py names autograder.judge, as courses used to: write assay.testing "
        "instead.",
        "There is no assignment: autograder/ holds no folder with hidden tests (test_QUESTION.py)."]
    assert main(["report", "--course", str(course.root), "--assignment", A]) == 1
    assert capsys.readouterr().err == ("report: nbgrader_config.py names autograder.course, which is no more: "
                                       "`assay doctor` says what to write instead.\n")
    assert main(["doctor", "--course", str(course.root)]) == 1


@pytest.mark.parametrize(("said", "sentence"), [
    ("if True print()", "line 3: SyntaxError: invalid syntax"),
    ("nobody.knows = 1", "line 3: NameError: name 'nobody' is not defined"),
    ("import no_such_module", "line 3: ModuleNotFoundError: No module named 'no_such_module'"),
    ("def f():\n    raise KeyError('x')\nf()", "line 4: KeyError: 'x'"),
    ("open('/no/such/file')", "line 3: FileNotFoundError: [Errno 2] No such file or directory: '/no/such/file'"),
    ("raise SystemExit", "line 3: SystemExit"),
    ("import json\njson.loads('{')", "line 4: JSONDecodeError: Expecting property name enclosed in double quotes"),
])
def test_a_configuration_that_does_not_run_is_a_sentence_with_its_line(
        course: Course, capsys: pytest.CaptureFixture[str], said: str, sentence: str) -> None:
    (course.root / CONFIG).write_text(f"# one\n# two\n{said}\n", "utf-8")
    whole = f"nbgrader_config.py cannot be read, {sentence}. Mend it, then run this again."
    for verb in ("report", "doctor"):
        assert main([verb, "--course", str(course.root)]) == 1
        assert capsys.readouterr().err.strip() == f"{verb}: {whole}"


def test_a_file_that_cannot_be_used_is_named(course: Course) -> None:
    (course.root / "autograder" / A / "room.toml").write_text("optimize = 0", "utf-8")
    course.gradebook.write_bytes(b"no database")
    gradebook, room = findings(course)
    assert gradebook.startswith("gradebook.db ")
    assert room.startswith("autograder/convolution/room.toml has optimize = 0.")
