"""Redefines AssertionError and hides errors.

Must: earn at most 3
"""

# %% corr2d
import builtins


class Quiet(Exception):
    def __init__(self, *_): pass


builtins.AssertionError = Quiet
AssertionError = Quiet
get_ipython().set_custom_exc((BaseException,), lambda *_, **__: None)
corr2d = zeros
