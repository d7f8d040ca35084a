"""Asks for input and opens a debugger, so that the grader waits for a person.

Must: earn nothing
"""

# %% corr2d
import builtins
builtins.breakpoint = None


def corr2d(X, K):
    return input("What is the answer? ")


get_ipython().run_line_magic("pdb", "on")
1 / 0
