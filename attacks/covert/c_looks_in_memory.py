"""Looks for the word that another submission left in its process.

Must: find nothing
"""

# %% corr2d
walk_memory()
for thing in (sys, os, jax, np, jax.config, __builtins__):
    look(" ".join(map(str, vars(thing).values()))[:100000] if hasattr(thing, "__dict__") else "", "modules")
report()
