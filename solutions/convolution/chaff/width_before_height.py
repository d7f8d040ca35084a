"""Sizes are given as width and height, as for pictures.

You return the width first. A shape is (rows, columns) here, so the height comes first.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["single_layers", "stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    height = 1 + sum(h - 1 for h, _ in kernel_sizes)
    width = 1 + sum(w - 1 for _, w in kernel_sizes)
    return width, height
