"""The dict says which pairs occur.

You note that a pair occurs, not how often. Add one each time.
"""

import numpy as np

FAILS = {"confusion": ["total", "counts"]}


# %% confusion
def confusion(truth, predicted):
    return {pair: 1 for pair in zip(truth, predicted)}
