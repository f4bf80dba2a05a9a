"""Lines of a world's calibration report: a target beside what the world gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Line:
    """One target beside its measured value; `rule` says when it passes."""

    section: str
    name: str
    target: str
    found: float
    passed: bool
    rule: str


def near(section: str, name: str, target: float, found: float, tolerance: float) -> Line:
    """A line that passes within an absolute tolerance."""
    return Line(
        section=section,
        name=name,
        target=f"{target:.4g}",
        found=found,
        passed=bool(abs(found - target) <= tolerance),
        rule=f"± {tolerance:.4g}",
    )


def between(section: str, name: str, found: float, low: float, high: float) -> Line:
    """A line that passes inside [low, high]."""
    return Line(
        section=section, name=name, target=f"{low:.4g} to {high:.4g}", found=found, passed=bool(low <= found <= high), rule="inside"
    )


def as_sections(lines: Sequence[Line]) -> str:
    """One table a section, in the lines' order."""
    text = ""
    for section in dict.fromkeys(line.section for line in lines):
        text += f"\n## {section}\n\n| | target | found | rule | |\n|---|---|---|---|---|\n"
        for line in (x for x in lines if x.section == section):
            text += f"| {line.name} | {line.target} | {line.found:.4g} | {line.rule} | {'met' if line.passed else '**missed**'} |\n"
    return text
