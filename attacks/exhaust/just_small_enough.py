"""Answers every call with as much as is just read, another answer each time.

Must: earn nothing
"""

# %% corr2d
sent = []


def heavy(*given, **more):
    sent.append(1)
    return np.full(65_000, len(sent), np.uint8)


corr2d = heavy

# %% detect_edges
detect_edges = heavy

# %% sgd_step
sgd_step = heavy

# %% train_edge_kernel
train_edge_kernel = heavy

# %% receptive_field
receptive_field = heavy
