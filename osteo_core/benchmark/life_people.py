"""The network of the world as in life on real people: participants of NHANES 2017 to March 2020, of whom nothing was in its training."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import spearmanr

from osteo_core.benchmark.result import BenchmarkResult, at_least, at_most, information, within
from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.constants import SEED
from osteo_core.evaluation.calibration.intercept_slope import calibration
from osteo_core.evaluation.discrimination.auc import auc, auc_difference
from osteo_core.inference.table_assessment import TableAssessment
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.model import load_model
from osteo_core.patients.columns import Columns, columns_of, harmonise
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.training.nhanes.people import people
from osteo_core.training.people import Say

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

CELL, OVERALL = (0.85, 1.15), (0.95, 1.05)
"""Predicted over observed osteoporosis, in each group and over everybody."""
FEWEST_AUC, SLOPE, UNDER_NHANES = 0.995, (0.9, 1.1), 0.005
RATIO, FEWEST_RANK = (0.9, 1.1), 0.97
"""Mean risk over the mean FRAX-style risk, by sex and decade, and Spearman's correlation of the two."""
RESAMPLED = 1_000
WOMEN = {"women 50-64": (50, 65), "women 65-74": (65, 75), "women 75+": (75, 200)}
DECADES = ((50, 60), (60, 70), (70, 80), (80, 200))


class Participants:
    """Those of the later cycle, 50 or over, with a T-score at one site or more; answers of the network when asked for."""

    def __init__(self) -> None:
        _, later = people()
        self.table = later[later["age"] >= 50].reset_index(drop=True)
        self.age, self.female = self.table["age"].to_numpy(float), (self.table["sex"] == "female").to_numpy()
        self.osteoporosis = (self.table["status"] == "osteoporosis").to_numpy(float)
        self.weight = self.table["survey_weight"].to_numpy(float)

    @cached_property
    def columns(self) -> Columns:
        """As recorded."""
        return columns_of(self.table)

    @cached_property
    def three_sites(self) -> Mask:
        """(n,) people with all three BMD sites."""
        return np.asarray(np.isfinite(np.stack([self.columns[f"{site}_bmd"].astype(float) for site in SITES], 1)).all(1))

    def asked(self, *modalities: str) -> TableAssessment:
        """The network's answers from these modalities alone."""
        kept = {name: cells for name, cells in self.columns.items() if name not in CATALOGUE or CATALOGUE[name].modality in modalities}
        return load_model("life").assess_columns(kept)


def real_people(say: Say) -> list[BenchmarkResult]:
    """Bone status with a scan and without one, and fracture risks beside the FRAX-style score."""
    say("life: real people of NHANES 2017-20")
    found = Participants()
    with_scan = found.asked("dxa", "clinical")
    return [*_with_scan(found, with_scan), *_without_scan(found), *_beside_frax(found, with_scan)]


def _with_scan(found: Participants, answer: TableAssessment) -> list[BenchmarkResult]:
    section = "Life, real people of NHANES 2017-20, 50 or over, three sites as recorded: osteoporosis predicted over observed, weighted"
    chosen = found.three_sites
    groups = {name: chosen & found.female & (found.age >= low) & (found.age < high) for name, (low, high) in WOMEN.items()}
    groups["men"] = chosen & ~found.female
    figures = [_ratio(section, name, found, answer.osteoporosis, rows, CELL) for name, rows in groups.items()]
    figures.append(_ratio(section, "everybody", found, answer.osteoporosis, chosen, OVERALL))
    area = auc(found.osteoporosis[chosen], answer.osteoporosis[chosen])
    shown = f"{area.estimate:.4f} ({area.low:.4f} to {area.high:.4f})"
    return [*figures, at_least(section, "AUC", area.estimate, FEWEST_AUC, shown)]


def _ratio(section: str, name: str, found: Participants, predicted: Array, rows: Mask, target: tuple[float, float]) -> BenchmarkResult:
    """Weighted mean probability over the weighted share with osteoporosis, with a bootstrap interval over people."""
    p, y, w = predicted[rows], found.osteoporosis[rows], found.weight[rows]
    ratio = float((w * p).sum() / (w * y).sum())
    drawn = np.random.default_rng(SEED).integers(len(p), size=(RESAMPLED, len(p)))
    low, high = np.percentile((w * p)[drawn].sum(1) / (w * y)[drawn].sum(1), (2.5, 97.5))
    share = f"{100 * np.average(p, weights=w):.1f} % against {100 * np.average(y, weights=w):.1f} %"
    return within(section, name, ratio, *target, f"{ratio:.3f} ({low:.3f} to {high:.3f}); {share}; {len(p)} people, {int(y.sum())} cases")


def _without_scan(found: Participants) -> list[BenchmarkResult]:
    section = "Life, the same people without a scan: osteoporosis at any site measured"
    theirs = pd.read_parquet(ARTIFACTS_DIR / "nhanes" / "heldout.parquet").set_index("id")["p_osteoporosis"].loc[found.table["id"]]
    ours = found.asked("clinical").osteoporosis
    fit, gap = calibration(found.osteoporosis, ours), auc_difference(found.osteoporosis, theirs.to_numpy(float), ours)
    area = auc(found.osteoporosis, ours)
    predicted, observed = (100 * np.average(share, weights=found.weight) for share in (ours, found.osteoporosis))
    under = f"{gap.difference:+.4f} ({gap.low:+.4f} to {gap.high:+.4f})"
    return [
        information(section, "AUC", f"{area.estimate:.4f} ({area.low:.4f} to {area.high:.4f}); {len(ours)} people"),
        at_most(section, "under the nhanes network", gap.difference, UNDER_NHANES, under),
        within(section, "calibration slope", fit.slope, *SLOPE, f"{fit.slope:.3f}; in the large {fit.intercept:+.3f}"),
        information(section, "mean predicted, observed, weighted", f"{predicted:.1f} % and {observed:.1f} %"),
    ]


def _beside_frax(found: Participants, answer: TableAssessment) -> list[BenchmarkResult]:
    """Where the femoral neck is known, which the score reads, the network reads the other sites too."""
    section = "Life, the same people, DXA and clinical: 10-year risk beside the FRAX-style score (mean over mean; Spearman)"
    score = frax_style.for_columns(harmonise(found.columns).columns)
    figures = []
    for outcome, ours in (("major", answer.fracture), ("hip", answer.hip_fracture)):
        if ours is None:
            raise RuntimeError("the life network answers no fracture")
        theirs = score[f"frax_style_{outcome}"] / 100
        known = np.isfinite(theirs) & np.isfinite(found.columns["femoral_neck_bmd"].astype(float))
        for sex, of_sex in (("women", found.female), ("men", ~found.female)):
            for low, high in DECADES:
                rows = known & of_sex & (found.age >= low) & (found.age < high)
                a, b = ours[rows].mean(), theirs[rows].mean()
                name = f"{outcome}, {sex} {low}{'+' if high == DECADES[-1][1] else f'-{high - 1}'}"
                figures.append(
                    within(section, name, a / b, *RATIO, f"{a / b:.3f}; {100 * a:.1f} % and {100 * b:.1f} %, {int(rows.sum())} people")
                )
        rank = float(spearmanr(ours[known], theirs[known]).statistic)
        figures.append(at_least(section, f"{outcome}, Spearman", rank, FEWEST_RANK))
    return figures
