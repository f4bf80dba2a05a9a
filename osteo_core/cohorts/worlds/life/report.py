"""The calibration report of the world "as in life": every target beside what the world gives, its limits, and its parameters.

`python -m osteo_core.cohorts.worlds.life.report [N] [OUT.md]` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from osteo_core.cohorts.worlds.life.bayes import bayes
from osteo_core.cohorts.worlds.life.draw import draw
from osteo_core.cohorts.worlds.life.parameters import Parameters, load_parameters
from osteo_core.cohorts.worlds.life.participants import share_drawn
from osteo_core.cohorts.worlds.life.targets import published, survey
from osteo_core.cohorts.worlds.lines import Line, as_sections
from osteo_core.cohorts.worlds.paper.discrimination import auc, expected_auc
from osteo_core.cohorts.worlds.paper.targets import ROWS
from osteo_core.cohorts.worlds.virtual_cohort import VirtualCohort

SEED = 7
LIMIT_PEOPLE, SCAN_ONLY_PEOPLE = 10_000, 2_000
EVENTS = ("p_fracture", "p_hip_fracture")
SETS: dict[str, tuple[str, ...]] = {
    "Clinical": ("clinical",),
    **{name: modalities for name, (modalities, _) in ROWS.items()},
    "All but DXA": ("clinical", "btm", "micro", "gene", "sensory"),
}


def lines(cohort: VirtualCohort, parameters: Parameters) -> list[Line]:
    """Every target of the world."""
    of_survey = (survey.osteoporosis, survey.body_and_bone, survey.answers, survey.fracture_risk)
    of_papers = (published.markers, published.microarchitecture, published.laboratory, published.genes, published.balance_and_gait)
    return list(chain(*(part(cohort) for part in of_survey), *(part(cohort, parameters) for part in of_papers), published.hazards(cohort)))


def limits(cohort: VirtualCohort) -> Iterator[str]:
    """Rows of the table of limits: the Bayes-optimal answers for sets of modalities, against what is true."""
    for name, modalities in SETS.items():
        n = min(LIMIT_PEOPLE if "clinical" in modalities else SCAN_ONLY_PEOPLE, len(cohort.table))
        table, truth = cohort.table.head(n), cohort.truth.head(n)
        found = bayes(table, modalities)
        row = [f"{auc((table['status'] == 'osteoporosis').to_numpy(), found['p_osteoporosis'].to_numpy()):.3f}"]
        for event in EVENTS:
            p, best = truth[event].to_numpy(), found[event].to_numpy()
            slope = np.cov(p, best)[0, 1] / np.var(best, ddof=1)
            row += [f"{expected_auc(p, best):.3f}", f"{p.mean() / best.mean():.3f}", f"{slope:.2f}"]
        yield f"| {name} | {n} | " + " | ".join(row) + " |"


def drawn_shares() -> str:
    """`share_drawn` as a section of the report."""
    text = "\n## Drawn, not asked\n\nTrue BMD, all three sites, is drawn for everybody given the clinical record (`fit.py` says why).\n\n"
    text += "| field | share drawn, % |\n|---|---|\n"
    for name, share in share_drawn().items():
        text += f"| {name} | {100 * share:.1f} |\n"
    return text


def parameter_table(parameters: Parameters) -> str:
    """Every number with its source and basis; defaults are named as such."""
    cited = list(parameters.cited())
    chosen = sum(number.basis == "default" for _, number in cited)
    text = f"\n## Parameters\n\n{len(cited)} entries, {chosen} of them defaults: chosen, for want of a published number.\n\n"
    text += "| parameter | value | basis | source |\n|---|---|---|---|\n"
    for name, number in cited:
        text += f"| {name} | {_short(number.value)} | {number.basis} | {parameters.sources[number.source]} |\n"
    return text


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_short(entry)}" for key, entry in value.items())
    if isinstance(value, tuple):
        return "; ".join(f"({_short(entry)})" if isinstance(entry, tuple) else _short(entry) for entry in value)
    return str(value)


def markdown(found: list[Line], limit_rows: list[str], n: int, parameters: Parameters) -> str:
    """The report as a page."""
    failed = sum(not line.passed for line in found)
    text = (
        '# Calibration of the world "as in life"\n\n'
        f"Written by `python -m osteo_core.cohorts.worlds.life.report` on {n} fresh people (seed {SEED}), everything measured.\n"
        f"{len(found) - failed} of {len(found)} targets met. Virtual people: nothing here is evidence about patients.\n"
        "Targets marked NHANES are weighted figures of participants of 2005-10 and 2013-14; cycle P (2017-20) is nowhere used.\n"
        "\n## The limit: Bayes-optimal answers by what was measured\n\n"
        "AUC against true status and, expected, against true probabilities; mean of the true probability over mean of the answer, and the\n"
        "slope of the true probability on the answer: 1 where the answers are right.\n\n"
        "| | people | osteoporosis, AUC | major, AUC | true / answer | slope | hip, AUC | true / answer | slope |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
    )
    return text + "\n".join(limit_rows) + "\n" + as_sections(found) + drawn_shares() + parameter_table(parameters)


def main() -> None:
    """Write the report, by default on 100 000 people to docs/calibration_life.md; exit 1 where a target is missed."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    out = Path(sys.argv[2] if len(sys.argv) > 2 else "docs/calibration_life.md")
    parameters = load_parameters()
    cohort = draw(n, SEED, complete=True)
    found = lines(cohort, parameters)
    out.write_text(markdown(found, list(limits(cohort)), n, parameters), encoding="utf-8")
    missed = [f"{x.section}: {x.name}: {x.found:.4g}, target {x.target}" for x in found if not x.passed]
    sys.stdout.write("\n".join([f"{len(found) - len(missed)} of {len(found)} targets met; {out}", *missed]) + "\n")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
