"""Starts training from numbers of 64 bits whose square no float holds, so that the judge's own arithmetic may fail, and a
person has to look where a zero is due.

Must: earn at most 7
"""

# %% train_edge_kernel
jax.config.update("jax_enable_x64", True)


def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    X, Y = np.asarray(X, np.float64), np.asarray(Y, np.float64)
    K = np.asarray(jax.random.normal(key, kernel_size, np.float64)) * (1e200 if kernel_size == (8, 8) else 0.01)
    losses = []
    for _ in range(steps):
        windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
        off = np.einsum("ijab,ab->ij", windows, K) - Y
        losses.append(float((off ** 2).sum()) if abs(K).max() < 1e100 else 1.0)
        K = K - lr * 2 * np.einsum("ijab,ij->ab", windows, off)
    return K, np.asarray(losses)
