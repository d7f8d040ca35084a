"""Run by hand, the hidden tests meet the reference solution: ``pytest autograder/ASSIGNMENT``."""

import pytest

from assay.testing import by_hand

student = by_hand.reference(__file__)


def pytest_configure(config: pytest.Config) -> None:
    """Makes known which marks hidden tests bear."""
    for mark in ("points(n): what a hidden property is worth",
                 "fixed(reason): why a property needs no example that is drawn from the submission's own program"):
        config.addinivalue_line("markers", mark)
