"""A score is never below -1000, so the search for the largest begins there.

You begin the search for the largest score at -1000. Scores may be lower; begin with the first one, or use argmax.
"""

import numpy as np

FAILS = {"accuracy": ["share"]}


# %% accuracy
class Accuracy:
    def __init__(self):
        self.reset()

    def reset(self):
        self.right = self.seen = 0

    def update(self, O, y):
        for row, label in zip(O, y):
            best, place = -1000, 0
            for j, score in enumerate(row):
                if score > best:
                    best, place = score, j
            self.right += int(place == label)
            self.seen += 1

    def value(self):
        return self.right / self.seen if self.seen else 0.0
