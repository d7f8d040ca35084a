"""The reference solutions of the assignment ``channels``, in JAX, for any shapes.

Source of the definitions: the assignment's contract (its text is ``source/channels.py``); strided cross-correlation and
pooling as in Dumoulin and Visin, *A guide to convolution arithmetic for deep learning* (2016), relationships 6 and 7.
"""

from __future__ import annotations

import flax.linen as nn
import jax
import jax.numpy as jnp

Array = jax.Array
Pair = tuple[int, int]


def output_shape(shape: Pair, kernel: Pair, padding: Pair, stride: Pair) -> Pair:
    """How many windows there are down and across.

    Args:
        shape: (H, W) of the image.
        kernel: (h, w), at most the padded image.
        padding: (p, q): p rows above and below, q columns left and right.
        stride: (s, t), from 1 on.

    Returns:
        ``(n + 2 p - k) // s + 1`` along each axis.
    """
    (H, W), (h, w), (p, q), (s, t) = shape, kernel, padding, stride
    return (H + 2 * p - h) // s + 1, (W + 2 * q - w) // t + 1


def pad2d(X: Array, padding: Pair) -> Array:
    """The image within p rows of zeros above and below, and q columns left and right.

    Args:
        X: the image, shape (H, W).
        padding: (p, q).

    Returns:
        shape (H + 2p, W + 2q), of X's dtype.
    """
    (H, W), (p, q) = X.shape, padding
    return jnp.zeros((H + 2 * p, W + 2 * q), X.dtype).at[p:p + H, q:q + W].set(X)


def corr2d_strided(X: Array, K: Array, padding: Pair = (0, 0), stride: Pair = (1, 1)) -> Array:
    """Cross-correlation of the padded image, at every s-th row and every t-th column.

    Args:
        X: the image, shape (H, W).
        K: the kernel, shape (h, w).
        padding: (p, q).
        stride: (s, t).

    Returns:
        ``Y[i, j] = sum over a, b of P[s i + a, t j + b] * K[a, b]``, P the padded image, of shape
        ``output_shape((H, W), (h, w), padding, stride)``.
    """
    (H, W), (h, w), (s, t) = X.shape, K.shape, stride
    rows, columns = output_shape((H, W), (h, w), padding, stride)
    P = pad2d(X, padding)
    return jnp.array([[jnp.sum(P[s * i:s * i + h, t * j:t * j + w] * K) for j in range(columns)] for i in range(rows)])


def corr2d_multi_in(X: Array, K: Array) -> Array:
    """The sum over channels of each channel's cross-correlation with its plane.

    Args:
        X: the image, shape (C, H, W).
        K: the kernel, shape (C, h, w).

    Returns:
        shape (H - h + 1, W - w + 1).
    """
    return jnp.sum(jnp.array([corr2d_strided(channel, plane) for channel, plane in zip(X, K, strict=True)]), axis=0)


def corr2d_multi_in_out(X: Array, K: Array) -> Array:
    """One output channel for each kernel.

    Args:
        X: the image, shape (C, H, W).
        K: the kernels, shape (D, C, h, w).

    Returns:
        shape (D, H - h + 1, W - w + 1).
    """
    return jnp.array([corr2d_multi_in(X, kernel) for kernel in K])


def conv_1x1(X: Array, K: Array) -> Array:
    """Mixes the channels at each place.

    Args:
        X: the image, shape (C, H, W).
        K: the weights, shape (D, C).

    Returns:
        ``Y[d, i, j] = sum over c of K[d, c] * X[c, i, j]``, shape (D, H, W).
    """
    return jnp.sum(K[:, :, None, None] * X, axis=1)


def pool2d(X: Array, size: Pair, mode: str = "max", stride: Pair | None = None) -> Array:
    """The largest number, or the mean, of each window.

    Args:
        X: the image, shape (H, W).
        size: (h, w) of the windows, at most (H, W).
        mode: "max" or "avg".
        stride: (s, t); the size, if None.

    Returns:
        shape ``output_shape((H, W), size, (0, 0), stride)``.

    Raises:
        ValueError: another mode.
    """
    if mode not in ("max", "avg"):
        raise ValueError(f'mode is "max" or "avg", not {mode!r}')
    (H, W), (h, w), (s, t) = X.shape, size, size if stride is None else stride
    rows, columns = output_shape((H, W), size, (0, 0), (s, t))
    reduce = jnp.max if mode == "max" else jnp.mean
    return jnp.array([[reduce(X[s * i:s * i + h, t * j:t * j + w]) for j in range(columns)] for i in range(rows)])


class ConvBlock(nn.Module):
    """Strided cross-correlation over channels, plus a bias, then ReLU.

    Attributes:
        features: channels out, D.
        kernel_size: (h, w).
        stride: (s, t).

    Parameters:
        ``w``, shape (D, C, h, w), of mean 0 and variance 1 / (C h w); ``b``, shape (D,), zeros.
    """

    features: int
    kernel_size: Pair
    stride: Pair = (1, 1)

    @nn.compact
    def __call__(self, x: Array) -> Array:
        """For x of shape (C, H, W): shape (D, (H - h) // s + 1, (W - w) // t + 1)."""
        shape = (self.features, x.shape[0], *self.kernel_size)
        w = self.param("w", nn.initializers.lecun_normal(in_axis=1, out_axis=0), shape)
        b = self.param("b", nn.initializers.zeros_init(), (self.features,))
        s, t = self.stride
        return nn.relu(corr2d_multi_in_out(x, w)[:, ::s, ::t] + b[:, None, None])
