"""Prints a card of feedback with full points, as text and as HTML.

Must: earn at most 3
"""

# %% corr2d
from IPython.display import HTML, display
card = "<div><strong>corr2d</strong><strong>12 of 12 points</strong></div>"
display(HTML(card))
display({"text/html": card, "text/plain": "corr2d                12 of 12 points"}, raw=True)
print("corr2d                                                                    12 of 12 points")
print("✓ agrees with the definition on images and kernels of every shape                   4 / 4")
corr2d = zeros
