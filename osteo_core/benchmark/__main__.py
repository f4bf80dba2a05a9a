"""Run the benchmark, print its figures beside their targets and write them to docs/benchmark.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from osteo_core.benchmark.result import BenchmarkResult, as_markdown, as_text
from osteo_core.errors import OsteoError
from osteo_core.extras import require_extra
from osteo_core.locations import DOCS_DIR, INSTALLED
from osteo_core.training.people import FRESH_SEED, FreshCohort, Say

SECTIONS = (
    "life",
    "accuracy",
    "calibration",
    "coverage",
    "ranking",
    "next_test",
    "morphometry",
    "comparators",
    "speed",
    "evaluation_speed",
    "cluster",
)
PEOPLE = 20_000
PAGE = Path("benchmark.md") if INSTALLED else DOCS_DIR / "benchmark.md"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when every target is met, 1 when one is not, 2 when a model cannot be loaded or a package is missing."""
    options = _parser().parse_args(arguments)
    chosen = SECTIONS if options.section == "all" else (options.section,)
    started = time.perf_counter()

    def say(what: str) -> None:
        sys.stderr.write(f"[{time.perf_counter() - started:5.0f} s] {what}\n")

    try:
        if "accuracy" in chosen:
            require_extra("train")
        figures = measure(chosen, options.people, options.explained, say)
    except OsteoError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    failed = [figure for figure in figures if figure.met is False]
    judged = sum(figure.met is not None for figure in figures)
    sys.stdout.write(f"{as_text(figures)}\n\n{judged - len(failed)} of {judged} targets met, {time.perf_counter() - started:.0f} s\n")
    if options.section == "all" or options.page != PAGE:
        options.page.write_text(page(figures, options.people or PEOPLE, time.perf_counter() - started), encoding="utf-8")
    return 1 if failed else 0


def measure(sections: tuple[str, ...], asked: int | None, explained: int, say: Say) -> list[BenchmarkResult]:
    """The figures of the chosen sections, in the order of SECTIONS; `asked`: how many fresh people, None for each section's own number."""
    people = asked or PEOPLE
    fresh = FreshCohort(people, FRESH_SEED, say)
    makers: dict[str, Callable[[], list[BenchmarkResult]]] = {
        "life": lambda: _part("life").life(people, say),
        "accuracy": lambda: _part("accuracy").accuracy(fresh),
        "calibration": lambda: _part("calibration").calibration(fresh),
        "coverage": lambda: _part("coverage").coverage(max(people // 2, 100), say),
        "ranking": lambda: _part("ranking").ranking(explained, say),
        "next_test": lambda: _part("next_test").next_test(say),
        "morphometry": lambda: _part("morphometry").morphometry(say),
        "comparators": lambda: _part("comparators").comparators(say),
        "speed": lambda: _part("speed").speed(say),
        "evaluation_speed": lambda: _part("evaluation_speed").evaluation_speed(say),
        "cluster": lambda: _part("cluster").cluster(asked, say),
    }
    return [figure for section in SECTIONS if section in sections for figure in makers[section]()]


def _part(name: str) -> Any:
    """A section's module, loaded when it is measured."""
    return import_module(f"osteo_core.benchmark.{name}")


def page(figures: list[BenchmarkResult], people: int, seconds: float) -> str:
    """The figures as a page, with what they were measured on."""
    import torch

    from osteo_core.model import load_model

    record = load_model("fusion").artifact.training
    judged = [figure.met for figure in figures if figure.met is not None]
    return (
        "# Benchmark\n\n"
        "Written by `python -m osteo_core.benchmark` (`make bench`). Virtual people, drawn from the generator that the training data\n"
        "came from: the figures say whether the method and the software work, nothing about patients. Sections on real people say so.\n\n"
        f"{date.today().isoformat()}; {people} fresh people with everything measured, seed {FRESH_SEED}, the modalities outside a row\n"
        f"withheld; models trained with seed {record['seed']} on {record['training']} people (`{record['command']}`);\n"
        f"PyTorch {torch.__version__}, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores; {seconds:.0f} s.\n\n"
        f"**{sum(judged)} of {len(judged)} targets met.** Differences of AUC stand with DeLong's 95 % interval.\n"
        f"{as_markdown(figures)}\n"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m osteo_core.benchmark", description=__doc__)
    parser.add_argument("section", nargs="?", choices=(*SECTIONS, "all"), default="all")
    parser.add_argument("--people", type=int, metavar="N", help=f"fresh virtual people ({PEOPLE})")
    parser.add_argument("--explained", type=int, default=200, metavar="N", help="people explained for the ranking (200)")
    parser.add_argument("--page", type=Path, default=PAGE, metavar="FILE", help="where the figures are written when everything is measured")
    return parser


if __name__ == "__main__":
    sys.exit(main())
