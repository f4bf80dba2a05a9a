"""One measured figure with its target, and the tables made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, kw_only=True)
class BenchmarkResult:
    """A line of the benchmark. `met` is None where the design sets no target and the figure is for information."""

    section: str
    name: str
    measured: str
    target: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        return {True: "met", False: "NOT MET", None: "–"}[self.met]


def at_least(section: str, name: str, value: float, target: float, shown: str | None = None, digits: int = 4) -> BenchmarkResult:
    """A figure that must not be below its target; `shown` replaces the plain number."""
    return BenchmarkResult(
        section=section, name=name, measured=shown or f"{value:.{digits}f}", target=f"≥ {target:g}", met=bool(value >= target)
    )


def at_most(section: str, name: str, value: float, target: float, shown: str | None = None, digits: int = 4) -> BenchmarkResult:
    """A figure that must not be above its target."""
    return BenchmarkResult(
        section=section, name=name, measured=shown or f"{value:.{digits}f}", target=f"≤ {target:g}", met=bool(value <= target)
    )


def within(section: str, name: str, value: float, low: float, high: float, shown: str | None = None, digits: int = 3) -> BenchmarkResult:
    """A figure that must lie between two numbers."""
    return BenchmarkResult(
        section=section, name=name, measured=shown or f"{value:.{digits}f}", target=f"{low:g} to {high:g}", met=bool(low <= value <= high)
    )


def information(section: str, name: str, measured: str) -> BenchmarkResult:
    """A figure without a target."""
    return BenchmarkResult(section=section, name=name, measured=measured)


def as_text(figures: Sequence[BenchmarkResult]) -> str:
    """Aligned columns for a terminal."""
    lines = []
    for section, group in groupby(figures, key=lambda f: f.section):
        rows = [(f.name, f.measured, f.target, f.verdict) for f in group]
        widths = [max(len(row[i]) for row in rows) for i in range(3)]
        lines.append(f"\n{section}")
        lines += ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True)) + f"  {row[3]}" for row in rows]
    return "\n".join(lines)


def as_markdown(figures: Sequence[BenchmarkResult]) -> str:
    """One Markdown table a section."""
    lines = []
    for section, group in groupby(figures, key=lambda f: f.section):
        lines += ["", f"## {section}", "", "| figure | measured | target | |", "|---|---|---|---|"]
        lines += [f"| {f.name} | {f.measured} | {f.target} | {'**not met**' if f.met is False else f.verdict} |" for f in group]
    return "\n".join(lines)
