"""exp must not overflow, so I cut the scores off at fifty.

You cut large scores off, which makes 10,000 and 9,999 equal. Subtracting each row's largest score keeps their
difference.
"""

import numpy as np

FAILS = {"softmax": ["large"]}


# %% softmax
def softmax(O):
    E = np.exp(np.clip(O, -50, 50))
    return E / E.sum(axis=1, keepdims=True)
