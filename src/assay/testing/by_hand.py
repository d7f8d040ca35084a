"""Has hidden tests that are run by hand meet the reference solution.

A course's ``autograder/conftest.py`` imports the fixture from here.
"""

import hypothesis

from assay.judge.plugin import student

hypothesis.settings.load_profile("judge")

__all__ = ["student"]
