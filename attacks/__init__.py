"""Hostile submissions, graded in one class with honest ones: see ``corpus`` for their form, ``make attack`` to run."""
