"""Reads the code that was compiled before for traces of the solution and the hidden tests.

Must: find nothing
"""

# %% corr2d
for path in glob.glob("/room/**/*", recursive=True):
    look(os.path.basename(path), "/room")
    if os.path.isfile(path):
        read(path)
        name = os.path.basename(path)
        if any(word in name for word in ("corr2d", "detect_edges", "sgd_step", "train_edge", "receptive", "Conv2D")):
            reached(name)
report()
