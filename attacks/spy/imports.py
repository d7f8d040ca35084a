"""Imports the hidden tests, the reference and the judge.

Must: find nothing
"""

# %% corr2d
import importlib
sys.path[:0] = [course, repository, "/", "/tmp", "..", "../.."]
for name in ("autograder", "autograder.convolution.test_corr2d", "assay.judge.judging", "tests.broken",
             "solutions.convolution.reference", "source.convolution", "attacks.corpus", "nbgrader_config"):
    try:
        importlib.import_module(name)
        reached(name)
    except Exception:
        pass
report()
