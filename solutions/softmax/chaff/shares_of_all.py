"""How often means which share.

You divide by the number of readings. Whole numbers are asked for: how often each pair occurs.
"""

import numpy as np

FAILS = {"confusion": ["total", "counts"]}


# %% confusion
def confusion(truth, predicted):
    pairs = list(zip(truth, predicted))
    return {pair: pairs.count(pair) / len(pairs) for pair in pairs}
