"""What a question can reach of a module, and what of that keeps something from call to call."""

from __future__ import annotations

import pytest

from assay.audit.reach import parts, reached

MODULE = '''"""A module."""
import jax.numpy as jnp

SIZE = 3
table = {}


def first(x):
    return helper(x) + SIZE


def second(x):
    table[x] = x
    return x


def helper(x):
    return jnp.sum(x)


class Layer:
    def __call__(self, x):
        return second(x)
'''


def names(source: str, *wanted: str) -> set[str]:
    return {name for part in reached(parts(source), wanted) for name in part.defines}


def test_a_function_reaches_what_it_mentions_and_what_that_mentions() -> None:
    assert names(MODULE, "first") == {"first", "helper", "SIZE", "jnp"}
    assert names(MODULE, "Layer") == {"Layer", "second", "table"}
    assert names(MODULE, "unknown") == set()


@pytest.mark.parametrize("line", [
    "first.limit = 3", "print(first(1))", "if SIZE:\n    other = 4", "SIZE += 1", "from math import *",
    "@remember\ndef third(x):\n    pass\n\ndef remember(f):\n    pass"])
def test_what_acts_when_the_module_is_loaded_is_always_reached(line: str) -> None:
    assert reached(parts(f"{MODULE}\n{line}\n"), ["unknown"])


def test_where_names_are_looked_up_by_texts_all_is_reached() -> None:
    looks = f'{MODULE}\n\ndef third(x):\n    return globals()["sec" + "ond"](x)\n'
    assert names(looks, "third") == names(looks, "first", "second", "helper", "Layer", "third")
    assert names(looks, "first") == {"first", "helper", "SIZE", "jnp"}


def test_comments_and_blanks_change_nothing() -> None:
    assert parts("def f(x):\n    return x  # so\n") == parts("\n\ndef f(x):\n\n    return x\n")


@pytest.mark.parametrize("source", [
    "f = []", "f = {}", "f = make()", "f = [1, 2]", "f = itertools.count()", "import random", "@cache\ndef f(x): pass",
    "@lru_cache(maxsize=1)\ndef f(x): pass", "def f(x, kept=[]): pass", "def f(x):\n    global n\n    n = x",
    "def f(x):\n    f.calls = x", "def f(x):\n    table[x] = 1", "def f(x):\n    np.random.seed(x)",
    "def f(x):\n    return np.random.normal()", "def f(x):\n    jax.config.update('jax_enable_x64', True)",
    "def f(x):\n    os.environ['A'] = x", "class F:\n    seen = []", "class F:\n    def f(self):\n        F.seen = 1",
    "for each in range(3):\n    f = each", "f.x = 3",
])
def test_what_may_keep_something_is_taken_to_keep_it(source: str) -> None:
    assert any(part.keeps for part in parts(source))


@pytest.mark.parametrize("source", [
    "import jax", "from jax import random", "f = 3", "f = (1, 'a', -2.5)", "f = jax.jit(g)", "f = jnp.array([1.0])",
    "f = other", "f = lambda x: x", "def f(x, n=3, s=(1, 2)):\n    out = []\n    out.append(x)\n    return out",
    "def f(x):\n    out = np.zeros(3)\n    out[0] = x\n    return out", "@jax.jit\ndef f(x): return x",
    "@partial(jax.jit, static_argnums=1)\ndef f(x, n): return x", "def f(key):\n    return jax.random.normal(key)",
    "class F(nn.Module):\n    size: tuple\n    @nn.compact\n    def __call__(self, x):\n        return x",
    "class F(nn.Module):\n    def setup(self):\n        self.w = 1",
])
def test_what_cannot_keep_anything_is_known_as_that(source: str) -> None:
    assert not any(part.keeps for part in parts(source))
