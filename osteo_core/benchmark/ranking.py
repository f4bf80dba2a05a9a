"""Ranking of influence: mean |SHAP| of the shipped network against the features that Table 3 lists."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from osteo_core.benchmark.result import BenchmarkResult, at_least, information
from osteo_core.cohorts.worlds.paper import draw
from osteo_core.cohorts.worlds.paper.targets import LEAST_SPEARMAN
from osteo_core.inference.assessment import Outcome
from osteo_core.model import load_model
from osteo_core.paper.printed.table3 import published
from osteo_core.patients.table_row import patient_of
from osteo_core.training.people import RANKING_SEED, Say

OUTCOMES: tuple[Outcome, ...] = ("osteoporosis", "fracture")


def influence(people: int, say: Say) -> dict[Outcome, dict[str, float]]:
    """Mean |SHAP| (log-odds) of every field over complete virtual people, by outcome."""
    model, table = load_model("fusion"), draw(people, RANKING_SEED, complete=True).table
    sums: dict[Outcome, dict[str, float]] = {outcome: defaultdict(float) for outcome in OUTCOMES}
    for row in range(people):
        if row % 10 == 0:
            say(f"ranking: explained {row} of {people} people")
        for outcome, explained in model.explain_all(patient_of(table, row)).items():
            for field, value in explained.contributions.items():
                sums[outcome][field] += abs(value) / people
    return sums


def agreement(found: dict[str, float], outcome: Outcome) -> float:
    """Spearman correlation with Table 3 over the features that it lists."""
    from scipy.stats import spearmanr

    paper = published(outcome)
    return float(spearmanr(paper.to_numpy(), [found[name] for name in paper.index]).statistic)


def ranking(people: int, say: Say) -> list[BenchmarkResult]:
    """Agreement of ranks for both outcomes, with the network's own order."""
    found, figures = influence(people, say), []
    section = f"Ranking of influence: mean |SHAP| of {people} complete people against Table 3"
    for outcome in OUTCOMES:
        values, listed = pd.Series(found[outcome]).sort_values(ascending=False), published(outcome).index
        name = f"{outcome}: Spearman, {len(listed)} listed features"
        figures.append(at_least(section, name, agreement(found[outcome], outcome), LEAST_SPEARMAN, digits=3))
        order = ", ".join(f"{field} {value:.2f}" for field, value in values.head(15).items())
        figures.append(information(section, f"{outcome}: first 15 fields", order))
        others = float(values.drop(listed).sum())
        figures.append(information(section, f"{outcome}: sum over fields that Table 3 does not list", f"{others:.2f}"))
    return figures
