"""Brings modules along that Python, pytest, nbgrader and IPython would load on their own.

Must: earn at most 3
"""

NAMES = ("conftest.py", "numpy.py", "jax.py", "sitecustomize.py", "usercustomize.py", "nbgrader_config.py", "json.py",
         "ipython_config.py", "jupyter_config.py", "jupyter_nbconvert_config.py", "pytest.ini", "autograder.py",
         "__init__.py", "nbgrader_config.json", ".env", "pyproject.toml", "setup.cfg", "test_corr2d.py")


def hand_in(folder, notebook):
    for name in NAMES:
        for place in (folder, folder.parent):
            (place / name).write_text("import pathlib\npathlib.Path(__file__).with_name('left_was_run').touch()\n")
    (folder / ".ipython" / "profile_default").mkdir(parents=True)


# %% corr2d
corr2d = zeros
