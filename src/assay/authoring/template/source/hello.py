# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Hello
#
# One question, 4 points. Change only the cell that says `YOUR CODE HERE`. Below it a check runs one example; after you
# hand in, your function is also tried on other vectors, and each of its properties earns its points by itself.

# %% nbgrader={"grade_id": "setup", "locked": true}
import jax.numpy as jnp

# %% [markdown]
# ### `center` (4 points)
#
# Move a vector so that its mean is zero.

# %% nbgrader={"grade_id": "center", "solution": true}
def center(x):
    """Subtract the mean of the vector x, of shape (n,), n ≥ 1, float32, from each of its numbers: shape (n,)."""
    ### BEGIN SOLUTION
    return x - jnp.mean(x)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_center", "grade": true, "locked": true, "points": 4}
assert center(jnp.array([1.0, 2.0, 6.0])).tolist() == [-2.0, -1.0, 3.0]
