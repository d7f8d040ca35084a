"""Walks modules, frames and the garbage collector.

Must: find nothing
"""

# %% corr2d
walk_memory()
report()
