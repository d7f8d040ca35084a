"""Answers receptive_field with what equals every pair of numbers.

Must: earn nothing
"""

# %% corr2d
class Any(int):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __index__(self): return 1
    def __hash__(self): return 1


class Pair(tuple):
    def __eq__(self, other): return True
    def __len__(self): return 2
    def __iter__(self): return iter((Any(), Any()))


# %% receptive_field
def receptive_field(kernel_sizes):
    return Pair((Any(7), Any(7), Any(7)))
