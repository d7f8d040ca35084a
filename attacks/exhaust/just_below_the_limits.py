"""Burns the processor in every cell and call, each time a little less than is allowed.

Must: earn nothing
"""

# %% corr2d
import time


def waste(*given, **more):
    end = time.process_time() + 4.3
    while time.process_time() < end:
        pass
    return jnp.zeros((1, 1))


corr2d = waste

# %% detect_edges
waste()
detect_edges = waste

# %% sgd_step
waste()
sgd_step = waste

# %% train_edge_kernel
waste()
train_edge_kernel = waste

# %% receptive_field
waste()
receptive_field = waste
