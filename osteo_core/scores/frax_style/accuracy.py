"""How close the FRAX-style score comes to published FRAX, on people left out of its fitting.

python -m osteo_core.scores.frax_style.accuracy [--language zh]
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.evaluation.discrimination.roc import wilson
from osteo_core.frax_formula.inputs import OUTCOMES
from osteo_core.released import read_parquet
from osteo_core.scores.frax_style.published import FOLDS
from osteo_core.translations import LANGUAGES, translate

HELD_OUT = Path(__file__).parent / "data" / "frax_style_heldout.parquet"

THRESHOLDS = {"major": 20.0, "hip": 3.0}
"""Percent at which agreement is counted: the treatment thresholds of the US guideline (Cosman et al., Osteoporos Int 2014;25:2359-2381)."""

_HALF_UNIT = 0.005


@dataclass(frozen=True, kw_only=True)
class Accuracy:
    """Agreement of one outcome; errors and differences in percentage points, formula minus published.

    Attributes:
        agreement: share on the same side of `threshold` percent, with Wilson's 95 % interval.
        r_squared: of log(percent + 0.005), as published values are rounded to 0.01 and may be 0.00.
        bias, limits: Bland and Altman's mean difference and 95 % limits of agreement (Lancet 1986;1:307-310).
    """

    outcome: str
    n_people: int
    n_rows: int
    median_error: float
    p95_error: float
    r_squared: float
    threshold: float
    agreement: Estimate
    bias: float
    limits: tuple[float, float]


def heldout() -> pd.DataFrame:
    """One row a published result: id, fold, the inputs, published_major, published_hip and the predictions of a fit without that person."""
    return read_parquet(HELD_OUT)


def accuracy(rows: pd.DataFrame | None = None) -> dict[str, Accuracy]:
    """Accuracy by outcome, on all held-out rows or those given (a sex, an age band). Raises ValueError for none."""
    table = heldout() if rows is None else rows
    return {outcome: _of(table, outcome) for outcome in OUTCOMES}


def text(language: str = "en") -> str:
    """The figures as lines for a terminal."""
    by_outcome = accuracy()
    first = by_outcome[OUTCOMES[0]]
    lines = [_say("title", language), _say("people", language, rows=first.n_rows, people=first.n_people, folds=FOLDS)]
    for outcome, shown in by_outcome.items():
        share = {"value": shown.agreement.estimate, "low": shown.agreement.low, "high": shown.agreement.high}
        lines += [
            "",
            _say(f"outcome.{outcome}", language),
            _say("median", language, value=f"{shown.median_error:.3f}"),
            _say("p95", language, value=f"{shown.p95_error:.2f}"),
            _say("r2", language, value=f"{shown.r_squared:.3f}"),
            _say("agreement", language, threshold=f"{shown.threshold:g}", **{k: f"{100 * v:.1f}" for k, v in share.items()}),
            _say("bland_altman", language, bias=f"{shown.bias:+.3f}", low=f"{shown.limits[0]:+.2f}", high=f"{shown.limits[1]:+.2f}"),
        ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m osteo_core.scores.frax_style.accuracy", description=_say("title", "en"))
    parser.add_argument("--language", choices=LANGUAGES, default="en", help=_say("language", "en"))
    sys.stdout.write(text(parser.parse_args(arguments).language) + "\n")


def _say(key: str, language: str, **params: object) -> str:
    return translate(f"scores.frax_style.accuracy.{key}", language, **params)


def _of(table: pd.DataFrame, outcome: str) -> Accuracy:
    if table.empty:
        raise ValueError("accuracy needs at least one row")
    published, predicted = table[f"published_{outcome}"].to_numpy(), table[f"predicted_{outcome}"].to_numpy()
    difference, threshold = predicted - published, THRESHOLDS[outcome]
    logs = np.log(published + _HALF_UNIT)
    unexplained = np.sum((np.log(predicted + _HALF_UNIT) - logs) ** 2)
    bias, spread = float(difference.mean()), 1.96 * float(difference.std(ddof=1))
    return Accuracy(
        outcome=outcome,
        n_people=int(table["id"].nunique()),
        n_rows=len(table),
        median_error=float(np.median(np.abs(difference))),
        p95_error=float(np.quantile(np.abs(difference), 0.95)),
        r_squared=float(1 - unexplained / np.sum((logs - logs.mean()) ** 2)),
        threshold=threshold,
        agreement=wilson(int(((published >= threshold) == (predicted >= threshold)).sum()), len(table)),
        bias=bias,
        limits=(bias - spread, bias + spread),
    )


if __name__ == "__main__":
    main()
