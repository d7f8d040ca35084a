"""The curve of scale.md: how long a class takes on so many machines, from constants that were measured."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
#: Students, and workers with one room each.
CLASSES, WORKERS = (1_000, 10_000, 100_000, 1_000_000), (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


@dataclass(frozen=True)
class Costs:
    """Processor seconds a submission, on a worker and on the head; how many a second the head was seen to hand out."""

    judging: float
    taken_in: float
    handed_out: float
    scheduler: float
    recorded: float
    page: float
    rate: float

    @classmethod
    def measured(cls) -> Costs:
        """As `python -m benchmarks.scale` wrote them down."""
        found = json.loads((HERE / "scale.json").read_text("utf-8"))
        found["rate"] = max(found["rates"].values())
        return cls(**{name: found[name] for name in cls.__dataclass_fields__})

    @property
    def most(self) -> int:
        """Workers beyond which one head has nothing more for them to do."""
        return int(self.judging * self.rate)

    def seconds(self, students: int, workers: int, recorders: int = 1, pages: int = 2) -> float:
        """How long a class takes.

        Args:
            students: how many hand in.
            workers: how many judge at once.
            recorders: how many record at once; more than one with PostgreSQL.
            pages: how many processes write pages.
        """
        at_once = min(workers, self.most)
        return students * (self.taken_in + self.judging / at_once + self.recorded / recorders + self.page / pages)


def draw(path: Path) -> None:
    """Draws hours by workers, a line for each size of class."""
    logging.getLogger("matplotlib").setLevel(logging.WARNING)  # that it looked for this machine's fonts is no news
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib.figure import Figure

    mpl.rcParams |= {"svg.hashsalt": "scale", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 11}
    costs = Costs.measured()
    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.subplots()
    for students, style in zip(CLASSES, ("-", "--", "-.", ":"), strict=True):
        hours = [costs.seconds(students, workers) / 3600 for workers in WORKERS]
        axes.plot(WORKERS, hours, style, color="C0")
        axes.annotate(f"{students:,} students", (WORKERS[0], hours[0]), (4, 4), textcoords="offset points")
    axes.axvline(costs.most, color="0.5", linewidth=1)
    axes.annotate(f"one head feeds {costs.most}", (costs.most, axes.get_ylim()[1]), (-4, -14), ha="right",
                  textcoords="offset points", color="0.35")
    axes.set(xscale="log", yscale="log", xlabel="workers, one room each", ylabel="hours, from notebooks to pages")
    axes.set_xticks(WORKERS, [str(each) for each in WORKERS], rotation=45)
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.savefig(path, metadata={"Date": None, "Title": "Hours by workers"})
