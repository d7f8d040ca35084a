"""Looks at the frames that an error passes through on its way out of a call.

Must: find nothing
"""

# %% corr2d
class Looking(Exception):
    def with_traceback(self, trace):
        while trace is not None:
            held = [value for value in trace.tb_frame.f_locals.values() if isinstance(value, str)]
            look(trace.tb_frame.f_code.co_filename + " " + " ".join(held), "trace")
            trace = trace.tb_next
        return self

    def __str__(self):
        self.with_traceback(self.__traceback__)
        return "FOUND: " + json.dumps(sorted(found))[:150]


def corr2d(X, K):
    raise Looking
