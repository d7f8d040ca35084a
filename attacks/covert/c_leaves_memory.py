"""Leaves a word in the modules of its process, which the warm process might hand on.

Must: earn at most 3
"""

# %% corr2d
import builtins
builtins.covert_word = sys.covert_word = jax.covert_word = np.covert_word = covert()
jax.config.covert_word = os.environ["COVERT"] = covert()
jax.jit(lambda x: x + 1, inline=False)(jnp.zeros(3))
sys.modules[covert()] = sys
corr2d = zeros
