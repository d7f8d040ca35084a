"""Walks frames and memory while it is being tested.

Must: find nothing
"""

# %% corr2d
def corr2d(X, K):
    frame = sys._getframe()
    while frame is not None:
        look(frame.f_code.co_filename + " " + " ".join(frame.f_locals), "call")
        for value in list(frame.f_locals.values()):
            if isinstance(value, (str, bytes)):
                look(value, "call")
        frame = frame.f_back
    walk_memory()
    raise RuntimeError("FOUND: " + json.dumps(sorted(found))[:180])
