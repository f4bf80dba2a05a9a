"""The scores against their originals, and the network of real people against what else one could use without a scan."""

from __future__ import annotations

import numpy as np
import pandas as pd

from osteo_core.benchmark.result import BenchmarkResult, at_least, at_most, information, within
from osteo_core.evaluation.calibration.intercept_slope import calibration
from osteo_core.evaluation.discrimination.auc import auc, auc_difference
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.training.people import Say

FRAX_TARGETS = {"major": (0.08, 1.0), "hip": (0.012, 0.3)}
FRAX_AGREEMENT = 0.99
MARGIN = -0.01
RIVALS = {"OST": "ost", "tuned logistic regression": "p_osteoporosis_logistic", "tuned LightGBM": "p_osteoporosis_lightgbm"}


def comparators(say: Say) -> list[BenchmarkResult]:
    """Accuracy of the FRAX-style score on people held out of its fitting, then the nhanes model on the later cycle (real people)."""
    say("comparators: FRAX-style, nhanes")
    return [*_frax(), *_nhanes(), *_prevalent()]


def _frax() -> list[BenchmarkResult]:
    from osteo_core.scores.frax_style.accuracy import accuracy

    section, figures = "FRAX-style against published FRAX (NHANES 2013-14, real people, held out of the fitting)", []
    found = accuracy()
    for outcome, (median, late) in FRAX_TARGETS.items():
        one = found[outcome]
        figures += [
            at_most(section, f"{outcome}: median absolute error, points", one.median_error, median),
            at_most(section, f"{outcome}: 95th percentile, points", one.p95_error, late, digits=3),
            information(section, f"{outcome}: R² on the log scale", f"{one.r_squared:.4f}"),
            at_least(section, f"{outcome}: agreement at the treatment threshold", one.agreement.estimate, FRAX_AGREEMENT),
        ]
    return figures


def _nhanes() -> list[BenchmarkResult]:
    section = "Osteoporosis without a scan, network trained on NHANES to 2014, tested on 2017-20 (real people)"
    people = pd.read_parquet(ARTIFACTS_DIR / "nhanes" / "heldout.parquet")
    y, ours = (people["status"] == "osteoporosis").to_numpy(float), people["p_osteoporosis"].to_numpy(float)
    area, slope = auc(y, ours), calibration(y, ours).slope
    figures = [
        information(section, "people, with osteoporosis", f"{len(y)}, {int(y.sum())}"),
        information(section, "AUC", f"{area.estimate:.4f} ({area.low:.4f} to {area.high:.4f})"),
        within(section, "calibration slope", slope, 0.9, 1.1),
    ]
    for name, column in RIVALS.items():
        theirs = people[column].to_numpy(float) * (-1 if column == "ost" else 1)
        both = np.isfinite(theirs)
        gap = auc_difference(y[both], ours[both], theirs[both])
        shown = f"{gap.difference:+.4f} ({gap.low:+.4f} to {gap.high:+.4f}), n {int(both.sum())}"
        figures.append(at_least(section, f"minus {name}, lower DeLong limit", gap.low, MARGIN, shown))
    return figures


def _prevalent() -> list[BenchmarkResult]:
    section = "Prevalent fragility fracture, the same people"
    people = pd.read_parquet(ARTIFACTS_DIR / "nhanes" / "heldout.parquet")
    people = people[people["prior_fracture"].notna() & people["frax_style_major"].notna() & people["femoral_neck_t"].notna()]
    y = people["prior_fracture"].to_numpy(float)
    named = {
        "network": "p_prevalent_fracture",
        "FRAX-style, prior fracture left out": "frax_style_major",
        "femoral neck T alone": "femoral_neck_t",
    }
    figures = [information(section, "people, with a fracture", f"{len(y)}, {int(y.sum())}")]
    for name, column in named.items():
        area = auc(y, people[column].to_numpy(float) * (-1 if column == "femoral_neck_t" else 1))
        figures.append(information(section, f"AUC, {name}", f"{area.estimate:.3f} ({area.low:.3f} to {area.high:.3f})"))
    return figures
