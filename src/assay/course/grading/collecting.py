"""nbgrader's collect, which also notes whose a submission was in the exchange: its owner may take it away again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from assay.course.grading.origin import OWNERS


def install() -> None:
    """Lets nbgrader's own commands, API and formgrader note it too; another exchange than folders is left alone."""
    ExchangeCollect.do_copy = _do_copy


def _do_copy(self: ExchangeCollect, source: str, copy: str, log: Any = None) -> None:
    """Copies a submission; in the copy lie the numbers of whom it belonged to, the folder's first."""
    owners = [path.lstat().st_uid for path in (Path(source), *sorted(Path(source).glob("*.ipynb")))]
    super(ExchangeCollect, self).do_copy(source, copy, log)
    note = Path(copy) / OWNERS
    if note.is_dir() and not note.is_symlink():  # the student's
        shutil.rmtree(note)
    note.unlink(missing_ok=True)
    note.write_text(" ".join(map(str, dict.fromkeys(owners))), "ascii")
