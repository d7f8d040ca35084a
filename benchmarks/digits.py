"""How many unseen digits right solutions of ``softmax`` read, seed by seed, and half-trained work.

    python -m benchmarks.digits [SEEDS] [NAME ...]

Each right solution's ``train`` (all of them, or those named) learns from the students' file with its defaults, with
seeds from 0 on, and reads the judge's own pictures. Then the reference learns by halves.

What came out, with 200 seeds (least, mean, standard deviation, most):

    reference, classes_down, column_of_ones (equal orders)    0.9120 0.9248 ±0.0037 0.9324
    masks_and_sorting (other orders)                          0.9093 0.9245 ±0.0035 0.9324
    1 of 20 epochs                                            0.5296 0.7410 ±0.0574 0.8389
    2 of 20 epochs                                            0.7537 0.8292 ±0.0229 0.8685
    3 of 20 epochs                                            0.7815 0.8615 ±0.0137 0.8852
    5 of 20 epochs (100 seeds)                                0.8546 0.8864 ±0.0090 0.9037
    10 of 20 epochs (60 seeds)                                0.8991 0.9101 ±0.0042 0.9185
    one step an epoch                                         0.8269
    steps a 64th as long (20 seeds)                           0.7981 0.8044 ±0.0040 0.8130
    steps a fifth as long (20 seeds)                          0.8870 0.8912 ±0.0025 0.8954

Others that draw their orders as the reference does read what it reads; the rest draw them by the same law, by which all
orders are equally likely. So 0.90, which lies 6.6 deviations below the mean, is reached by right solutions, and 0.88 is
missed by work that stops early or hardly moves. Half of the epochs reach both: it is ``test_steps`` that counts epochs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from assay.judge.loading import load, read
from autograder.softmax import lessons

Train = Callable[..., tuple[Any, Any]]
SOLUTIONS = Path(__file__).parents[1] / "solutions" / "softmax"
SEEDS = 200


def right_solutions() -> list[str]:
    """The reference and every wheat, by the names that ``read`` takes."""
    return ["reference", *(f"wheat/{path.stem}" for path in sorted((SOLUTIONS / "wheat").glob("[a-z]*.py")))]


def trained(name: str) -> Train:
    """The ``train`` of a solution."""
    source, reference = read(SOLUTIONS, name), read(SOLUTIONS, "reference")
    found: Train = load(source, reference)["train"]
    return found


def halves(train: Train) -> Iterator[tuple[str, Train]]:
    """Work that learns, and not enough."""
    for epochs in (1, 2, 3, 5, 10):
        yield f"{epochs} of 20 epochs", lambda *args, epochs=epochs, **more: train(*args, epochs=epochs, **more)
    yield "one step an epoch", lambda *args, **more: train(*args, batch_size=2000, **more)
    yield "steps a 64th as long", lambda *args, **more: train(*args, lr=0.5 / 64, **more)
    yield "steps a fifth as long", lambda *args, **more: train(*args, lr=0.1, **more)


def measure(name: str, train: Train, seeds: int) -> None:
    """Prints a line: the least, the mean, the standard deviation and the most of all seeds, and seconds for each."""
    X, y = lessons.numbers(0, 2000)
    started = time.process_time()
    shares = [lessons.read(*train(X, y, lessons.DIGITS, seed=seed)) for seed in range(seeds)]
    each = (time.process_time() - started) / seeds
    print(f"{name:32} {min(shares):.4f} {np.mean(shares):.4f} ±{np.std(shares):.4f} {max(shares):.4f} {each:7.3f} s",
          flush=True)


def main(seeds: int, names: list[str]) -> None:
    """All lines."""
    for name in names or right_solutions():
        measure(name.removeprefix("wheat/"), trained(name), seeds)
    if not names:
        for name, train in halves(trained("reference")):
            measure(name, train, seeds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS, sys.argv[2:])
