"""Changes what another submission would compute: JAX's caches, NumPy's seed, files of fonts and code.

Must: earn at most 3
"""

# %% corr2d
np.random.seed(12)
jax.config.update("jax_compilation_cache_dir", "/room/compiled")
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
for shape in range(1, 30):
    jax.jit(lambda x: jnp.zeros_like(x))(jnp.ones((shape, shape)))
for path in glob.glob("/room/compiled/*"):
    leave(path, "poison")
corr2d = zeros
