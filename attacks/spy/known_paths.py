"""Opens the course, the hidden tests and the solutions by the paths at which they lie.

Must: find nothing
"""

# %% corr2d
names = ("gradebook.db", "secret.txt", "source/convolution.py", "source/convolution/convolution.ipynb", "submitted",
         "verdicts/convolution", "release/convolution/convolution.ipynb", "solutions/convolution/reference.py", ".git",
         "autograder/convolution/test_corr2d.py", "src/assay/judge/judging.py", ".cache", "nbgrader_config.py")
for base in (course, repository, ".", "..", "../..", "../../..", "../../../source", "/proc/1/cwd", "/proc/self/root"):
    for name in names:
        path = os.path.join(base, name)
        for known in (path, "/proc/1/root" + path):
            try:
                os.listdir(known) if os.path.isdir(known) else open(known, "rb").read(1)
                reached(name)
            except OSError:
                pass
report()
