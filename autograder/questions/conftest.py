"""Run by hand, the hidden tests meet the reference solution: ``pytest autograder/questions/convolution``."""

import hypothesis

from autograder.judge.plugin import student

hypothesis.settings.load_profile("judge")

__all__ = ["student"]
