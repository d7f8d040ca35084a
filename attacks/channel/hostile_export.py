"""Hands out damaged, foreign and endless bytes where a function is to be written down for the clean room.

Must: earn at most 12
"""

# %% corr2d
def corr2d(X, K):
    return jax.lax.conv_general_dilated(X[None, None], K[None, None], (1, 1), "VALID")[0, 0]


module = next(each for name, each in sys.modules.items() if name == "exported")
written, damaged = module.write, np.random.default_rng(0)


def write(function, args):
    found = written(function, args)
    found["module"] = np.where(damaged.random(found["module"].size) < 0.02, 255, found["module"]).astype(np.uint8)
    return found


module.write = write
