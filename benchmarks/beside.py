"""What judging a right solution costs here beside another commit's tree, in turns, and their ratio.

``git worktree add --detach ../then daa29ab; python -m benchmarks.beside ../then`` gives each tree a process of its own,
which judges a style once uncounted and then a few times; who is first changes each time, as a machine that has just
worked is slower. With nothing else running, what the whole machine was busy is what a judging costs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.here import REPOSITORY

STYLES = ("loops", "comprehension", "vmap", "lax_conv", "fft", "tensordot")
#: Runs in either tree; since daa29ab an assignment is named, and the warm process is found by the course's cache.
WORKER = '''
import inspect, sys
from pathlib import Path
from benchmarks import grading as g

def busy():
    ticks = list(map(int, Path("/proc/stat").read_text("ascii").split("\\n")[0].split()[1:]))
    return sum(ticks[:3] + ticks[5:7]) / 100

if __name__ == "__main__":
    course, names = g.Course(g.REPOSITORY), ("convolution",)
    warm, named = course.bench(*names).optimize, bool(inspect.signature(g.common_compiled).parameters)
    if named:
        from assay.cluster.work import prepare
        prepare(course.cache, warm)
    else:
        g.prepare(warm)
    bench = g.common_compiled(*names * named)
    for line in sys.stdin:
        submission = g.submission_of(*names, g.fill(g.read_release(course, *names), g.work(line.strip())))
        before = busy()
        g.judge(submission, bench)
        print(busy() - before, flush=True)
'''


def worker(tree: Path) -> subprocess.Popen[str]:
    """A process that judges the styles it reads the names of, and says what each took in processor seconds."""
    path = os.pathsep.join(str(each) for each in (tree / "src", tree) if each.is_dir())
    return subprocess.Popen([sys.executable, "-c", WORKER], cwd=tree, text=True, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path})


def took(process: subprocess.Popen[str], style: str) -> float:
    """Processor seconds of one judging. Raises ValueError if the process has ended."""
    assert process.stdin
    assert process.stdout
    print(style, file=process.stdin, flush=True)
    return float(process.stdout.readline())


def main() -> None:
    """Prints a row for each style as it goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("then", type=Path, help="another commit's tree")
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("styles", nargs="*", default=STYLES)
    asked = parser.parse_intermixed_args()
    print(f"{'processor seconds':20}{'then':>8}{'here':>8}{'ratio':>8}", flush=True)
    with ExitStack() as stack:
        pair = [stack.enter_context(worker(tree)) for tree in (asked.then.resolve(), REPOSITORY)]
        for style in asked.styles:
            spent: list[list[float]] = [[], []]
            for turn in range(asked.times + 1):
                for place in (0, 1) if turn % 2 else (1, 0):
                    seconds = took(pair[place], style)
                    spent[place] += [seconds] * (turn > 0)
            then, here = map(median, spent)
            ratio = median(ours / theirs for theirs, ours in zip(*spent, strict=True))
            print(f"{style:20}{then:8.1f}{here:8.1f}{ratio:8.2f}", flush=True)


if __name__ == "__main__":
    main()
