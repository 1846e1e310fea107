"""Figures of a benchmark run, as lines, a table and JSON."""
from __future__ import annotations

import dataclasses
import statistics


@dataclasses.dataclass
class Figure:
    """What cpsg took, what another program (git, nginx) took for the same, and how they are held against each other.

    `kind`: "ratio" of the medians, median "difference" of the pairs, or cpsg's "value" alone. `goal` is the most it may
    be; None where there is no goal.
    """

    name: str
    unit: str
    ours: list[float]
    other: str
    theirs: list[float]
    kind: str
    goal: float | None

    @property
    def result(self) -> float:
        if self.kind == "ratio":
            return statistics.median(self.ours) / statistics.median(self.theirs)
        if self.kind == "difference":
            return statistics.median(ours - theirs for ours, theirs in zip(self.ours, self.theirs, strict=True))
        return statistics.median(self.ours)

    @property
    def met(self) -> bool | None:
        return None if self.goal is None else self.result <= self.goal


def result_text(figure: Figure, value: float) -> str:
    return {"ratio": f"{value:.2f}x", "difference": f"{value:+.2f} {figure.unit}"}.get(
        figure.kind, f"{value:.1f} {figure.unit}")


def cells(figure: Figure) -> list[str]:
    ours = f"{statistics.median(figure.ours):.2f} {figure.unit}" if figure.theirs else ""
    theirs = f"{statistics.median(figure.theirs):.2f} {figure.unit} ({figure.other})" if figure.theirs else ""
    goal = "" if figure.goal is None else f"<= {result_text(figure, figure.goal).lstrip('+')}"
    verdict = {None: "", True: "met", False: "MISSED"}[figure.met]
    return [figure.name, ours, theirs, result_text(figure, figure.result), goal, verdict]


def line(figure: Figure) -> str:
    return "  ".join(cell for cell in cells(figure) if cell)


def table(figures: list[Figure]) -> str:
    rows = [["", "cpsg", "beside it", "result", "goal", ""], *map(cells, figures)]
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def as_json(figure: Figure) -> dict:
    return {**dataclasses.asdict(figure), "result": figure.result, "met": figure.met}
