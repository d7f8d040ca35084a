"""The configuration that nbgrader reads."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import nbgrader.apps.api
import pytest
from traitlets.config import Config

from assay.course.config import configure
from assay.course.gradebook.converter import StagedAutograde
from assay.course.privacy import close


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """A course's configuration on a machine without an exchange of its own."""
    monkeypatch.setattr("assay.course.config.SHARED_EXCHANGE", tmp_path / "nowhere")
    made = Config()
    configure(made, tmp_path)
    return made


def test_every_step_that_is_named_exists(config: Config) -> None:
    steps = [*config.Autograde.sanitize_preprocessors, *config.Autograde.autograde_preprocessors,
             *config.HTMLExporter.preprocessors]
    for step in steps:
        module, _, name = step.rpartition(".")
        assert hasattr(import_module(module), name), step


def test_nothing_executes_a_notebook_but_the_judge(config: Config) -> None:
    steps = [*config.Autograde.sanitize_preprocessors, *config.Autograde.autograde_preprocessors]
    assert steps.count("assay.course.gradebook.preprocessors.Judge") == 1
    assert not [step for step in steps if "Execute" in step or step.endswith("SaveAutoGrades")]


def test_the_gradebook_and_the_exchange_lie_in_the_course_and_the_gradebook_waits_its_turn(
        config: Config, tmp_path: Path) -> None:
    assert config.CourseDirectory.root == str(tmp_path)
    assert config.CourseDirectory.db_url == f"sqlite:///{tmp_path}/gradebook.db?timeout=30"
    assert config.Exchange.root == str(tmp_path / "exchange")
    assert (tmp_path / "exchange").is_dir()


def test_a_machine_that_has_nbgraders_own_exchange_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.course.config.SHARED_EXCHANGE", tmp_path)
    made = Config()
    configure(made, tmp_path)
    assert "root" not in made.Exchange
    assert not (tmp_path / "exchange").exists()


def test_no_program_is_copied_to_students(config: Config) -> None:
    assert "*.py" in config.CourseDirectory.ignore


def test_configuring_makes_nbgrader_stage_submissions(config: Config) -> None:
    assert config
    assert nbgrader.apps.api.Autograde is StagedAutograde


def test_sharing_a_course_opens_what_lies_in_it_and_nothing_behind_a_link(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "course", tmp_path / "elsewhere"
    for folder in (root / "verdicts", elsewhere):
        folder.mkdir(parents=True, mode=0o700)
        (folder / "one.json").touch(0o600)
    (root / "solutions").symlink_to(elsewhere)
    (root / "verdicts" / "link.json").symlink_to(elsewhere / "one.json")
    close(root, shared=True)
    assert (root / "verdicts" / "one.json").stat().st_mode & 0o777 == 0o660
    assert (root / "verdicts").stat().st_mode & 0o7777 == 0o2770
    assert (elsewhere / "one.json").stat().st_mode & 0o777 == 0o600
    assert elsewhere.stat().st_mode & 0o777 == 0o700
