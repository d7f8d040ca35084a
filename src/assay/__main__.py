"""The command line, ``assay VERB``: one verb a step; a course's Makefile calls it.

Exit status: 0 when done; 1 after one sentence on standard error, or when an audit complains; 2 when the command line
cannot be understood; 130 after Ctrl-C. Errors that an instructor can mend are one sentence.
"""

from __future__ import annotations

import sys

import click

from assay.command import VERBS, assay
from assay.verbs import authoring, by_hand, exchange, grading, machines, student

__all__ = ["VERBS", "authoring", "by_hand", "exchange", "grading", "machines", "main", "student"]


def main(argv: list[str] | None = None) -> int:
    """Runs a verb; returns the exit status, see above."""
    try:
        return int(assay.main(argv, prog_name="assay", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, click.Abort):
        return 130


if __name__ == "__main__":
    sys.exit(main())
