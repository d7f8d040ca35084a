"""What honest work prints on the way costs nothing: bars, prints, warnings, and what JAX prints from compiled code."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.judge.bench import Bench
from assay.judge.judging import judge
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import Run, Verdict

ROOT = Path(__file__).parents[3]
POINTS = {"corr2d": 12, "conv2d": 8, "detect_edges": 4, "sgd_step": 6, "train_edge_kernel": 8, "receptive_field": 4}
SETUP = """
import logging, os, sys, time, warnings
import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

def bar(steps, file=sys.stderr):
    for n, step in enumerate(steps, 1):
        yield step
        print(f"\\r{n:3} steps |{'█' * n:<10}| {time.monotonic():.2f} s", end="", file=file, flush=True)
    print(file=file)

print("JAX", jax.__version__, "on", jax.devices())
"""
ANSWERS = {
    "corr2d": """
def corr2d(X, K):
    print("corr2d of", X, "and", K)
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    Y = sum(K[a, b] * X[a:a + rows, b:b + columns] for a in range(h) for b in range(w))
    jax.debug.print("the sum is {}", Y.sum())
    jax.debug.callback(lambda Y: print("the map has", Y.shape), Y)
    return Y

print(jax.jit(corr2d)(jnp.ones((3, 3)), jnp.ones((2, 2))))
""",
    "conv2d": """
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        sys.stdout.write(f"w {w}, no end of a line")
        jax.debug.print("x {x} b {b}", x=x, b=b, ordered=True)
        return corr2d(x, w) + b
""",
    "detect_edges": """
def detect_edges(X, axis):
    warnings.warn("axis 0 is the vertical one")
    logging.getLogger("mine").warning("along %s", axis)
    os.write(1, b"to the descriptor, and no text: \\xff\\x00\\n")
    os.system("echo from a shell")
    return X[:, :-1] - X[:, 1:] if axis == 1 else X[:-1] - X[1:]
""",
    "sgd_step": """
@jax.jit
def both(K, X, Y):
    loss, gradient = jax.value_and_grad(lambda K: ((corr2d(X, K) - Y) ** 2).sum())(K)
    print("traced", loss)
    jax.debug.print("loss {loss}, gradient {gradient}", loss=loss, gradient=gradient)
    return loss, gradient

def sgd_step(K, X, Y, lr):
    loss, gradient = both(K, X, Y)
    print("\\x1b[31mloss", loss, "\\x1b[0m", gradient)
    return K - lr * gradient, loss
""",
    "train_edge_kernel": """
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K, losses = 0.01 * jax.random.normal(key, kernel_size), []
    for _ in bar(range(steps)):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
        print(f"loss {loss:.3f}")
    return K, jnp.array(losses)
""",
    "receptive_field": """
def receptive_field(kernel_sizes):
    height = width = 1
    for h, w in bar(kernel_sizes, sys.stdout):
        height, width = height + h - 1, width + w - 1
    print("ten thousand words " * 2000)
    return height, width
""",
}
CHECK = "print('checking')\nfor _ in bar(range(3)): pass"
LAST = "for n in bar(range(300)): print(n, '.' * 500)\njax.jit(lambda x: jax.debug.print('last {}', x))(1.0)"


@pytest.fixture(scope="module")
def judged() -> tuple[Verdict, Run]:
    """A notebook with all of that, in one real room."""
    cells = [Cell(0, SETUP)]
    for question, answer in ANSWERS.items():
        cells += [Cell(len(cells), answer), Cell(len(cells) + 1, CHECK, question, settles=False)]
    bench = Bench(ROOT / "autograder/convolution", ROOT / "solutions/convolution")
    return judge(Submission("convolution", (*cells, Cell(len(cells), LAST))), bench)


@pytest.mark.parametrize("question, points", POINTS.items())
def test_an_answer_that_prints_has_all_its_points(judged: tuple[Verdict, Run], question: str, points: int) -> None:
    found = judged[0].question(question)
    assert found is not None
    assert [item for item in found.properties if item.outcome != "earned"] == []
    assert found.earned == points


def test_prints_take_no_second_room_and_end_no_cell(judged: tuple[Verdict, Run]) -> None:
    _, run = judged
    assert (run.rooms, run.faults) == (1, ())
    assert not any(ran["ended"] for ran in run.outputs.values())
    assert not [output for ran in run.outputs.values() for output in ran["outputs"] if output["output_type"] == "error"]


def test_what_cells_print_stands_on_the_page_and_what_calls_print_does_not(judged: tuple[Verdict, Run]) -> None:
    def said(place: int) -> str:
        outputs = judged[1].outputs[str(place)]["outputs"]
        return "".join(output["text"] for output in outputs if output["output_type"] == "stream")

    assert said(0).startswith("JAX ")
    assert "the sum is 16.0" in said(1)
    assert "the map has (2, 2)" in said(1)
    assert "checking\n" in said(2)
    assert "  3 steps |███" in said(2)
    assert "ten thousand" not in "".join(said(place) for place in range(len(ANSWERS) * 2 + 2))
