"""The calibration report: the targets beside what the generator gives.

`python -m osteo_core.cohorts.worlds.paper.report [N] [OUT.md]` writes it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from osteo_core.cohorts.worlds.lines import Line, as_sections, between, near
from osteo_core.cohorts.worlds.paper import proxies
from osteo_core.cohorts.worlds.paper import targets as t
from osteo_core.cohorts.worlds.paper.bayes import bayes
from osteo_core.cohorts.worlds.paper.calibrate import members, say
from osteo_core.cohorts.worlds.paper.discrimination import auc, expected_auc
from osteo_core.cohorts.worlds.paper.draw import VirtualCohort, draw
from osteo_core.cohorts.worlds.paper.parameters import load_world

# fields of which at least one is there whenever the modality is
SIGNS_OF = {
    "dxa": ["femoral_neck_bmd", "lumbar_spine_bmd"],
    "clinical": ["age"],
    "btm": ["balp", "ctx", "osteocalcin"],
    "micro": ["bv_tv"],
    "gene": ["rs2277438"],
    "sensory": ["gait_speed"],
}
SEED = 7  # not the calibration's: the report is on fresh people


def table1(cohort: VirtualCohort) -> list[Line]:
    """Means, SDs and prevalences by class."""
    lines = []
    groups = {name: (cohort.table["status"] == name).to_numpy() for name in t.STATUSES}
    for field, printed in t.MEANS.items():
        values = cohort.table[field].to_numpy()
        for (name, rows), (mean, sd) in zip(groups.items(), printed, strict=True):
            found = values[rows]
            lines.append(near("Table 1 means", f"{field}, {name}", mean, found.mean(), t.MEAN_TOLERANCE * mean))
            lines.append(between("Table 1 SDs (ratio to printed)", f"{field}, {name}", found.std() / sd, *t.SD_RATIO))
    for field, percents in t.PREVALENCES.items():
        values = (cohort.table["sex"] == "female").to_numpy() if field == "female" else cohort.table[field].to_numpy()
        for (name, rows), percent in zip(groups.items(), percents, strict=True):
            lines.append(near("Table 1 prevalences, %", f"{field}, {name}", percent, 100 * values[rows].mean(), t.PREVALENCE_TOLERANCE))
    return lines


def table2(cohort: VirtualCohort) -> tuple[list[Line], np.ndarray]:
    """Bayes-optimal AUC by row; also the last row's probabilities."""
    outcome, lines = (cohort.table["status"] == "osteoporosis").to_numpy(), []
    for row, (modalities, target) in t.ROWS.items():
        p = bayes(cohort, modalities, fracture=False)["p_osteoporosis"].to_numpy()
        lines.append(near("Table 2, oracle AUC", row, target, auc(outcome, p), t.AUC_TOLERANCE))
    return lines, p


def table4(cohort: VirtualCohort, p: np.ndarray) -> list[Line]:
    """Differences between groups of people."""
    outcome, groups = (cohort.table["status"] == "osteoporosis").to_numpy(), members(cohort)
    level = {name: auc(outcome[rows], p[rows]) for name, rows in groups.items()}
    return [
        near("Table 4, difference of AUC", name, target, level[a] - level[b], t.DIFFERENCE_TOLERANCE)
        for name, (a, b, target) in t.DIFFERENCES.items()
    ]


def completeness(n: int) -> list[Line]:
    """Complete, partial and deficient people, as available in the development population."""
    cohort = draw(n, SEED + 1)
    has = [cohort.table[fields].notna().any(axis=1).to_numpy() for fields in SIGNS_OF.values()]
    count = np.sum(has, axis=0)
    p = bayes(cohort, t.ALL, fracture=False)["p_osteoporosis"].to_numpy()
    level = [expected_auc(p[rows]) for rows in (count == 6, (count == 4) | (count == 5), count <= 3)]
    section = "Table 4, feature completeness (step of AUC)"
    least = t.LEAST_COMPLETENESS_STEP
    return [
        between(section, f"complete ({level[0]:.4f}) - partial ({level[1]:.4f})", level[0] - level[1], least, 0.1),
        between(section, f"partial ({level[1]:.4f}) - deficient ({level[2]:.4f})", level[1] - level[2], least, 0.1),
        between("Sizes", "complete people of 12 856", float((count == 6).mean() * 12856), 1000, 2200),
    ]


def beyond(cohort: VirtualCohort, p: np.ndarray, n: int) -> list[Line]:
    """Fracture, interactions, ranks of influence and the hospital cohort."""
    other = draw(min(n, 100_000), SEED + 2, complete=True)
    outcome = cohort.truth["fracture_outcome"].to_numpy()
    lines = [near("Fracture", "share within 10 years", 0.15, outcome.mean(), 0.01)]
    lines.append(near("Fracture", "AUC at best", t.FRACTURE_AUC, auc(outcome, cohort.truth["p_fracture"].to_numpy()), t.FRACTURE_TOLERANCE))
    lines.append(between("Fracture", "AUC of a logistic model of the FRAX inputs", proxies.frax_style_auc(other, cohort), *t.FRAX_RANGE))
    limit = auc((cohort.table["status"] == "osteoporosis").to_numpy(), p)
    plain, _ = proxies.logistic_auc(other, cohort)
    shaped, influence = proxies.logistic_auc(other, cohort, logged=True)
    least = t.LEAST_INTERACTION_GAIN
    lines.append(between("Interactions", "oracle AUC - logistic regression on everything", limit - plain, least, 0.1))
    lines.append(between("Interactions", "the same, skewed fields by their logarithm", limit - shaped, least, 0.1))
    ranks = "Table 3, Spearman of influence (proxy models)"
    lines.append(between(ranks, "osteoporosis", proxies.rank_agreement(influence, t.STATUS_ORDER), t.LEAST_SPEARMAN, 1.0))
    hazard = proxies.fracture_influence(load_world(), cohort)
    lines.append(between(ranks, "fracture", proxies.rank_agreement(hazard, t.FRACTURE_ORDER), t.LEAST_SPEARMAN, 1.0))
    hospital = draw(min(n, 100_000), SEED + 3, complete=True, population="hospital")
    q = bayes(hospital, t.ALL, fracture=False)["p_osteoporosis"].to_numpy()
    found = auc((hospital.table["status"] == "osteoporosis").to_numpy(), q)
    lines.append(near("Table 2, hospital cohort", "All features, oracle AUC", t.HOSPITAL_AUC, found, t.AUC_TOLERANCE))
    return lines


def report(n: int) -> list[Line]:
    """All lines on n fresh, completely measured people."""
    cohort = draw(n, SEED, complete=True)
    rows, p = table2(cohort)
    return rows + table1(cohort) + table4(cohort, p) + completeness(n) + beyond(cohort, p, n)


def markdown(lines: list[Line], n: int) -> str:
    """The report as a page."""
    failed = sum(not line.passed for line in lines)
    text = (
        "# Calibration of the virtual cohort\n\n"
        f"Written by `python -m osteo_core.cohorts.worlds.paper.report` on {n} fresh people (seed {SEED}), everything measured.\n"
        f"{len(lines) - failed} of {len(lines)} targets met. Virtual people: nothing here is evidence about patients.\n"
        "Ranks of influence are of proxy models (logistic regression; the true log hazard), not of the shipped network.\n"
    )
    return text + as_sections(lines)


def main() -> None:
    """Write the report, by default on 200 000 people to docs/calibration.md; exit 1 where a target is missed."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    out = Path(sys.argv[2] if len(sys.argv) > 2 else "docs/calibration.md")
    lines = report(n)
    out.write_text(markdown(lines, n), encoding="utf-8")
    missed = [f"{x.section}: {x.name}: {x.found:.4g}, target {x.target}" for x in lines if not x.passed]
    say("\n".join([f"{len(lines) - len(missed)} of {len(lines)} targets met; {out}", *missed]))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
