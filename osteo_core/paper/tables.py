"""The paper's Tables 1, 2 and 4 as printed, with ours beside every number; ours are of virtual people and no evidence about patients.

Each table is long, one row a printed number: row, column, figure, printed, ours, low, high (95 % limits of ours, NaN where there are none),
difference (ours less printed), size ("close", "apart", "far", or "" where there is no figure of ours) and reason (why there is none, a
translation key or "").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from osteo_core.constants import STATUSES
from osteo_core.evaluation.calibration.intercept_slope import brier
from osteo_core.evaluation.decision.thresholds import at_threshold
from osteo_core.evaluation.discrimination.auc import Estimate, auc
from osteo_core.evaluation.groups.baseline_table import baseline_table
from osteo_core.evaluation.reports.study import Study
from osteo_core.paper.contradictions import class_sizes, count, mean_and_sd, p_from_printed
from osteo_core.paper.printed import printed_table

COLUMNS = ("row", "column", "figure", "printed", "ours", "low", "high", "difference", "size", "reason")
THRESHOLD = 0.5
"""Threshold for accuracy, sensitivity and specificity; the paper names none."""

LIMITS: dict[str, tuple[float, float]] = {
    "mean": (0.1, 0.3), "sd": (0.1, 0.3), "percent": (1.0, 3.0), "n": (0.01, 0.03),
    "auc": (0.005, 0.02), "accuracy": (2.0, 5.0), "sensitivity": (2.0, 5.0), "specificity": (2.0, 5.0), "brier": (0.005, 0.02),
}  # fmt: skip
"""Figure -> up to where a difference is "close", and up to where "apart". Means count in printed SDs, SDs and n as a share of the printed
one, percent and the shares in points, the others as they are."""

SUBGROUPS = {
    "Male": ("sex", "male"), "Female": ("sex", "female"), "<65 years": ("age_band", "<65"), ">=65 years": ("age_band", "65+"),
    "Asian": ("ethnicity", "asian"), "European": ("ethnicity", "european"), "African": ("ethnicity", "african"),
    "Complete (all 6 feature categories)": ("completeness", "complete"), "Partial (4-5 feature categories)": ("completeness", "partial"),
    "Deficient (<=3 feature categories)": ("completeness", "deficient"),
}  # fmt: skip
"""Table 4's names -> column and label of `Study.groups`; its bone density levels are the outcome itself and have none."""

_HOSPITAL, _DISTILLED, _BEFORE_DISTILLED = "Independent test set", "Simplified model", "DXA+Clinical+BTMs"
_FRAX, _FRACTURE = "FRAX (text)", "Fracture task: all features (discussion)"


def table1(people: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Table 1 beside a cohort with the catalogue's fields and `status` (normal, osteopenia, osteoporosis).

    Returns:
        The long table; and one row a characteristic: row, p_printed (text), p_from_printed (worked out from the row's own numbers), p_ours,
        test (as `baseline_table` chose it).
    """
    printed = printed_table("table1_baseline")
    fields = [name for name in printed["characteristic"] if name != "n"]
    described = people.assign(female=(people["sex"] == "female").astype(float))[fields]
    found = baseline_table(described, pd.Categorical(people["status"], STATUSES))
    summary = {(r["field"], r["group"]): r for r in found.summary.to_dict("records") if r["category"] in ("", "1")}
    sizes = people["status"].value_counts()
    lines: list[dict[str, object]] = []
    for row in printed.to_dict("records"):
        for name in STATUSES:
            lines += _cell1(row, name, summary.get((row["characteristic"], name)), int(sizes[name]))
    tests = found.tests.set_index("field")
    p = [
        {
            "row": row["characteristic"], "p_printed": row["p"], "p_from_printed": p_from_printed(row, class_sizes()),
            "p_ours": float(tests.loc[row["characteristic"], "p"]), "test": tests.loc[row["characteristic"], "test"],
        }
        for row in printed.to_dict("records") if row["kind"] != "count"
    ]  # fmt: skip
    return pd.DataFrame(lines), pd.DataFrame(p)


def _cell1(row: Mapping[Any, Any], column: str, ours: Mapping[Any, Any] | None, n: int) -> list[dict[str, object]]:
    cell, name = row[column], row["characteristic"]
    if ours is None:
        return [_line(name, column, "n", float(cell), Estimate(n, np.nan, np.nan), unit=float(cell))]
    if row["kind"] == "n (%)":
        known = class_sizes()[STATUSES.index(column)]
        return [_line(name, column, "percent", 100 * count(cell) / known, Estimate(ours["percent"], np.nan, np.nan))]
    mean, sd = mean_and_sd(cell)
    return [
        _line(name, column, "mean", mean, Estimate(ours["mean"], np.nan, np.nan), unit=sd),
        _line(name, column, "sd", sd, Estimate(ours["sd"], np.nan, np.nan), unit=sd),
    ]


def table2(rows: pd.DataFrame | None, people: str, external: Study, fracture: Study) -> pd.DataFrame:
    """Table 2 and the two AUCs of the text.

    Args:
        rows: as `shipped.rows`, or None where it has not been made: then only the last three rows have figures of ours.
        people: "fresh" or "test", of `rows`.
        external: the virtual hospital, osteoporosis. fracture: the test people, fracture.
    """
    ours: dict[str, dict[str, Estimate]] = {_HOSPITAL: _of_study(external, "fusion")}
    ours |= {name: {"auc": _auc(fracture, model)} for name, model in ((_FRAX, "frax_style"), (_FRACTURE, "fusion"))}
    for name in printed_table("table2_performance")["feature_combination"] if rows is not None else ():
        model, row = ("simplified", _BEFORE_DISTILLED) if name == _DISTILLED else ("fusion", name)
        at = {} if rows is None else _of_rows(rows, row, people, model)
        ours |= {name: at} if at else {}
    lines = []
    for row in printed_table("table2_performance").to_dict("records"):
        for figure in ("accuracy", "sensitivity", "specificity", "auc", "brier"):
            value = row.get(f"{figure}_pct", row.get(figure))
            if pd.notna(value):
                estimate = ours.get(row["feature_combination"], {}).get(figure)
                lines.append(_line(row["feature_combination"], figure, figure, float(value), estimate))
    return pd.DataFrame(lines)


def ladder(rows: pd.DataFrame, people: str) -> pd.DataFrame:
    """AUC of Table 2's seven sets of features: row, source (paper, fusion, logistic, lightgbm, ebm, oracle), estimate, low, high."""
    printed = printed_table("table2_performance")
    printed = printed[printed["feature_combination"].isin(rows["row"])]
    paper = pd.DataFrame({"row": printed["feature_combination"], "source": "paper"}).assign(
        estimate=printed["auc"], low=printed["auc_low"], high=printed["auc_high"]
    )
    named = rows[(rows["people"] == people) & (rows["model"] != "simplified")].rename(
        columns={"model": "source", "auc": "estimate", "auc_low": "low", "auc_high": "high"}
    )
    return pd.concat([paper, named[list(paper.columns)]], ignore_index=True)


def table4(study: Study) -> pd.DataFrame:
    """Table 4 beside the network's figures on each group of these people; no figure inside a class that defines the outcome."""
    lines = []
    for row in printed_table("table4_subgroups").to_dict("records"):
        ours: dict[str, Estimate] = {}
        if row["subgroup"] in SUBGROUPS:
            column, label = SUBGROUPS[row["subgroup"]]
            ours = _of_study(study.of(study.groups[column] == label), "fusion")
        reason = "" if row["subgroup"] in SUBGROUPS else "paper_tables.reason.outcome_itself"
        for figure in ("auc", "sensitivity", "specificity"):
            printed = row["auc"] if figure == "auc" else row[f"{figure}_pct"]
            lines.append(_line(row["subgroup"], figure, figure, float(printed), ours.get(figure), reason=reason))
    return pd.DataFrame(lines)


def _of_study(study: Study, model: str) -> dict[str, Estimate]:
    point = at_threshold(study.outcome, study.predictions[model], THRESHOLD)
    shares = {"accuracy": point.accuracy, "sensitivity": point.sensitivity, "specificity": point.specificity}
    found = {name: Estimate(100 * e.estimate, 100 * e.low, 100 * e.high) for name, e in shares.items() if e is not None}
    score = Estimate(brier(study.outcome, study.predictions[model]), np.nan, np.nan)
    return found | {"auc": _auc(study, model), "brier": score}


def _auc(study: Study, model: str) -> Estimate:
    answered = study.comparing([model])
    return auc(answered.outcome, answered.predictions[model])


def _of_rows(rows: pd.DataFrame, row: str, people: str, model: str) -> dict[str, Estimate]:
    at = rows[(rows["row"] == row) & (rows["people"] == people) & (rows["model"] == model)]
    if at.empty:
        return {}
    found = at.iloc[0]
    made = {"brier": Estimate(float(found["brier"]), np.nan, np.nan)}
    for name in ("auc", "accuracy", "sensitivity", "specificity"):
        scale = 1 if name == "auc" else 100
        made[name] = Estimate(*(scale * float(found[f"{name}{end}"]) for end in ("", "_low", "_high")))
    return made


def _line(
    row: str, column: str, figure: str, printed: float, ours: Estimate | None, *, unit: float = 1.0, reason: str = ""
) -> dict[str, object]:
    ours = ours or Estimate(np.nan, np.nan, np.nan)
    difference = ours.estimate - printed
    return {
        "row": row, "column": column, "figure": figure, "printed": printed, "ours": ours.estimate, "low": ours.low, "high": ours.high,
        "difference": difference, "size": size_of(figure, difference / unit), "reason": reason,
    }  # fmt: skip


def size_of(figure: str, difference: float) -> str:
    """Size of a difference by LIMITS: "close", "apart" or "far"; "" for NaN. A difference on a limit has the smaller size."""
    if np.isnan(difference):
        return ""
    close, apart = LIMITS[figure]
    slack = 1e-9  # 0.894 - 0.889 is not exactly 0.005
    return "close" if abs(difference) <= close + slack else "apart" if abs(difference) <= apart + slack else "far"
