"""The list of hits stands in the class.

Your list belongs to the class, so all objects share it. Make it in __init__: self.hits = [].
"""

import numpy as np

FAILS = {"accuracy": ["apart"]}


# %% accuracy
class Accuracy:
    hits = []

    def __init__(self):
        self.reset()

    def reset(self):
        self.hits.clear()

    def update(self, O, y):
        self.hits.extend((O.argmax(axis=1) == y).tolist())

    def value(self):
        return sum(self.hits) / len(self.hits) if self.hits else 0.0
