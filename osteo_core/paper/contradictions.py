"""The twenty places where Wang & Meng's numbers or words do not fit together, each with what follows from what is printed.

Neutral points of critical appraisal: two statements are put side by side; which of them would have to change cannot be told from outside.
Every number is worked out from the printed tables when asked for; the sentences they go into stand in translations/contradictions.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osteo_core.constants import STATUSES
from osteo_core.paper import checks
from osteo_core.paper.checks import NormalGroup
from osteo_core.paper.printed import printed_table, printed_text

Params = dict[str, object]
Row = Mapping[Any, Any]
Rows = Mapping[str, Row]

NUMBERS = tuple(range(1, 21))
IN_TABLE: dict[str, dict[str, tuple[int, ...]]] = {
    "table1_baseline": {
        "age": (4, 5), "bmi": (5,), "female": (6,), "current_smoking": (18,), "high_alcohol_intake": (18,), "glucocorticoid_use": (17,),
        "femoral_neck_bmd": (9, 10), "lumbar_spine_bmd": (10,), "total_hip_bmd": (10,), "vitamin_d_25oh": (19,),
    },
    "table2_performance": {
        "DXA": (9,), "DXA+Clinical+BTMs": (3,), "All features": (20,), "Simplified model": (3,), "Independent test set": (2, 16),
        "Fracture task: all features (discussion)": (12,),
    },
    "table3_shap": {"serum_calcium": (14,), "fall_risk_score": (14,)},
    "table4_subgroups": {"Sex": (6, 7, 15), "Age": (7,), "Bone mineral density level": (7, 8), "Ethnicity": (7,)},
}  # fmt: skip
"""Table -> its row (of Table 4 the category) -> the contradictions that touch it."""


def mean_and_sd(cell: str) -> tuple[float, float]:
    """A cell of Table 1, "64.1±9.3"."""
    mean, sd = cell.split("±")
    return float(mean), float(sd)


def count(cell: str) -> int:
    """The count of a cell of Table 1, "1970 (74.8)"."""
    return int(cell.split(" ")[0])


def p_in_words(p: float) -> str:
    """Three decimals, never a false zero."""
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def p_from_printed(row: Row, sizes: list[int]) -> float | None:
    """P value of a row of Table 1 from its own printed numbers: ANOVA of means and SDs, chi-square of counts; None of the row of sizes."""
    cells = [row[name] for name in STATUSES]
    if row["kind"].startswith("mean"):
        means, sds = zip(*map(mean_and_sd, cells), strict=True)
        return checks.anova_from_summary(means, sds, sizes).p
    return checks.chi_square_from_counts([count(c) for c in cells], sizes).p if row["kind"] == "n (%)" else None


def class_sizes() -> list[int]:
    """People in each of STATUSES as Table 1 prints them."""
    row = _rows("table1_baseline", "characteristic")["n"]
    return [int(row[name]) for name in STATUSES]


def arithmetic() -> dict[int, Params]:
    """Contradiction -> the numbers of its sentences, from the printed tables. Some are words only and have none."""
    table1, table2 = _rows("table1_baseline", "characteristic"), _rows("table2_performance", "feature_combination")
    text = printed_text()
    made = {n: Params() for n in NUMBERS}
    made[1] = {"test": int(text["cohort"]["test"]), "people": int(text["cohort"]["people"]), "other": int(text["test_set"]["people"])}
    made |= _baseline(table1, text["cohort"]) | _performance(table1, table2, text) | _subgroups(table1, table2, text["cohort"])
    return made


def _rows(table: str, key: str) -> Rows:
    return {str(row[key]): row for row in printed_table(table).to_dict("records")}


def _baseline(table1: Rows, cohort: dict[str, float]) -> dict[int, Params]:
    sizes = class_sizes()
    means, sds = zip(*(mean_and_sd(table1["age"][name]) for name in STATUSES), strict=True)
    p = {name: p_from_printed(table1[name], sizes) or 0.0 for name in ("age", "bmi", "current_smoking", "high_alcohol_intake")}
    neck = [
        NormalGroup(-mean, sd, n)
        for n, (mean, sd) in zip(sizes, (mean_and_sd(table1["femoral_neck_bmd"][c]) for c in STATUSES), strict=True)
    ]
    glucocorticoids = [100 * count(table1["glucocorticoid_use"][name]) / n for name, n in zip(STATUSES, sizes, strict=True)]
    return {
        4: {
            "printed": cohort["mean_age"], "low": min(means), "high": max(means), "mean": checks.weighted_mean(means, sizes),
            "sd": cohort["sd_age"], "sd_of_groups": checks.pooled_sd(means, sds, sizes),
        },
        5: {
            "age": table1["age"]["p"], "bmi": table1["bmi"]["p"], "age_p": p_in_words(p["age"]), "bmi_p": p_in_words(p["bmi"]),
            "age_f": checks.anova_from_summary(means, sds, sizes).statistic,
        },
        9: {"implied": checks.auc_from_normal_groups(neck[2:], neck[:2])},
        17: {"low": min(glucocorticoids), "high": max(glucocorticoids)},
        18: {
            "smoking": table1["current_smoking"]["p"], "alcohol": table1["high_alcohol_intake"]["p"],
            "smoking_p": p_in_words(p["current_smoking"]), "alcohol_p": p_in_words(p["high_alcohol_intake"]),
        },
    }  # fmt: skip


def _performance(table1: Rows, table2: Rows, text: dict[str, dict[str, float]]) -> dict[int, Params]:
    everything, hospital, distilled = table2["All features"], table2["Independent test set"], table2["Simplified model"]
    direct = table2["DXA+Clinical+BTMs"]
    figures = [name for name in direct if name != "feature_combination"]
    sizes = class_sizes()
    prevalence = sizes[-1] / sum(sizes)
    low, high = checks.accuracy_bounds(hospital["sensitivity_pct"], hospital["specificity_pct"])
    people = int(text["external"]["people"])
    return {
        2: {
            "accuracy": hospital["accuracy_pct"], "sensitivity": hospital["sensitivity_pct"], "specificity": hospital["specificity_pct"],
            "low": low, "high": high,
        },
        3: {"same": sum(distilled[name] == direct[name] for name in figures), "of": len(figures)} | dict(text["abstract_simplified"]),
        9: {"dxa": table2["DXA"]["auc"]} | _baseline(table1, text["cohort"])[9],
        16: {
            "people": people, "auc": hospital["auc"], "low": hospital["auc_low"], "high": hospital["auc_high"],
            "printed": (hospital["auc_high"] - hospital["auc_low"]) / 2,
            "halfwidth": checks.auc_halfwidth(hospital["auc"], round(prevalence * people), people - round(prevalence * people)),
            "narrowest": checks.narrowest_auc_halfwidth(hospital["auc"], people),
        },
        20: {
            "auc": everything["auc"], "accuracy": everything["accuracy_pct"], "brier": everything["brier"], "prevalence": 100 * prevalence,
            "sensitivity": everything["sensitivity_pct"], "specificity": everything["specificity_pct"],
            "best": 100 * checks.best_accuracy_of_normal_model(everything["auc"], prevalence),
            "best_brier": checks.brier_of_normal_model(everything["auc"], prevalence),
            "best_specificity": 100 * checks.specificity_of_normal_model(everything["auc"], everything["sensitivity_pct"] / 100),
        },
    }  # fmt: skip


def _subgroups(table1: Rows, table2: Rows, cohort: dict[str, float]) -> dict[int, Params]:
    people, test = int(cohort["people"]), int(cohort["test"])
    counted = sum(count(table1["female"][name]) for name in STATUSES)
    printed = printed_table("table4_subgroups")
    sums = [int(part.sum()) for _, part in printed.dropna(subset="n").groupby("category", sort=False)["n"]]
    sex = _rows("table4_subgroups", "subgroup")
    men, women, overall = sex["Male"], sex["Female"], table2["All features"]["auc"]
    aucs, n = [men["auc"], women["auc"]], [men["n"], women["n"]]
    return {
        6: {
            "women": counted, "share": 100 * counted / people, "other": int(women["n"]), "text": cohort["female_pct"],
            "of_text": round(cohort["female_pct"] / 100 * people),
        },
        7: {"sums": ", ".join(f"{value:,}" for value in sums), "test": test},
        15: {
            "men": men["auc"], "women": women["auc"], "share": 100 * women["n"] / (men["n"] + women["n"]), "overall": overall,
            "mean": checks.weighted_mean(aucs, n), "between": checks.pooled_auc_between(overall, aucs, n),
        },
    }  # fmt: skip
