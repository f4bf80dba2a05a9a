"""The card of an own model: whose people, how they came to be these, how good it was out of fold, and what it cannot say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from osteo_core.constants import MODALITIES, STATUSES
from osteo_core.inference.artifact import Artifact
from osteo_core.training.card import Blocks, Statements, write_card
from osteo_core.training.own.circular import made_of_scan, reads_scan
from osteo_core.training.own.fit import Fitted, Learning
from osteo_core.training.own.request import OwnTraining
from osteo_core.training.own.table import OwnPeople

Document = dict[str, Any]


def flow(people: OwnPeople, learning: Learning) -> Document:
    """Who the people are and how they came to be these, in numbers; the card shows them in every language."""
    age = people.full["age"]
    known = age[np.isfinite(age)]
    sex = people.columns.get("sex", np.empty(0, object))
    found: Document = {
        "rows": people.rows, "refused": people.refused, "without_outcome": people.unknown, "used": people.n,
        "women": int(np.sum(sex == "female")), "men": int(np.sum(sex == "male")),
        "modalities": {m: int(n) for m, n in zip(MODALITIES, _present(learning).sum(0), strict=True) if n},
    }  # fmt: skip
    if len(known):
        found |= {"age_mean": round(float(known.mean()), 1), "age_sd": round(float(known.std(ddof=1)), 1)}
        found |= {"age_low": float(known.min()), "age_high": float(known.max())}
    if people.status is not None:
        counts = np.bincount(people.status[people.status >= 0], minlength=len(STATUSES))
        found["status"] = dict(zip(STATUSES, map(int, counts), strict=True))
    if people.fracture is not None and people.weight is not None:
        found["fracture"] = {"known": int((people.weight > 0).sum()), "events": int(np.nansum(people.fracture))}
    return found


def _present(learning: Learning) -> Any:
    from osteo_core.preprocessing.encode import present_modalities

    return present_modalities(learning.raw)


def write_own_card(
    artifact: Artifact, metrics: Document, folder: Path, *, people: OwnPeople, learning: Learning, fitted: Fitted, asked: OwnTraining
) -> None:
    """Write `card.json` and `README.md`."""
    statements = _statements(people, learning, fitted, asked)
    numbers = flow(people, learning)
    own = {
        "own": True,
        "flow": numbers,
        "start": asked.start,
        "hold": fitted.hold,
        "scan_withheld": not reads_scan(learning.withheld.get("osteoporosis", ())),
        "scan_agreement": made_of_scan(people),
        "outcomes": list(learning.withheld),
    }
    write_card(artifact, metrics, folder, statements, lambda figures: _figures(figures, numbers), own)


def _statements(people: OwnPeople, learning: Learning, fitted: Fitted, asked: OwnTraining) -> Statements:
    return Statements(
        intended_use="Research by those whose people these are: what their own data say, beside simpler models on the same people.",
        not_for="Diagnosis, treatment decisions or screening. Not a medical device. Nobody but its maker has looked at it.",
        data=(
            f"The user's own people: {people.n} of {people.rows} rows of a table. {people.refused} rows were refused, "
            f"{people.unknown} had no known outcome or nothing to read."
        ),
        limits=tuple(_limits(people, learning, asked)),
        choices=tuple(_choices(fitted, learning, asked)),
    )


def _limits(people: OwnPeople, learning: Learning, asked: OwnTraining) -> list[str]:
    limits = [
        "It was judged on the people that it comes from, each out of fold. That says nothing about people elsewhere or later: validate it "
        "on others before it is believed (osteo validate).",
        "Intervals are 1.96 standard deviations of networks that each left out a part of the people, widened as a delete-a-group "
        "jackknife asks for. Nobody's true risk is known, so their coverage cannot be checked.",
        "background.safetensors holds the inputs of up to 40 of these people, and heldout.parquet a row for each: whoever is given this "
        "folder is given them too.",
    ]
    if not reads_scan(learning.withheld.get("osteoporosis", ())) and "osteoporosis" in learning.withheld:
        limits.append(
            "Bone status is the category of the scan, so the scan is withheld when it is asked for: it says what a scan would show."
        )
    sex = {value for value in people.columns.get("sex", ()) if value is not None}
    if len(sex) == 1:
        limits.append(f"All of these people are {'women' if sex == {'female'} else 'men'}: of the other sex it knows nothing.")
    if asked.start != "none":
        limits.append(
            "It started from a network of virtual people. Parts for kinds of measurement that these people lack stay as they were, frozen, "
            "and are never asked."
        )
    return limits


def _choices(fitted: Fitted, learning: Learning, asked: OwnTraining) -> list[str]:
    held = "distance from the shipped network's weights" if asked.start != "none" else "weights"
    hold = "left as it was, only calibrated" if fitted.hold is None else f"trained with its squared {held} held back by {fitted.hold:g}"
    return [
        f"Nested cross-validation, {asked.repeats} times {asked.outer} outer folds with {asked.inner} inner ones: imputation, z-scores, "
        "the number of epochs, how tightly weights are held and the calibration come from the other people.",
        f"{len(fitted.ensemble.networks)} networks answer together, one for each inner fold of everybody. Of what the inner folds chose "
        f"from, each was {hold}.",
        "The other models had the same people and inputs in the same outer folds and tuned themselves within them.",
        "Fractures of people lost from sight before ten years: inverse probability of censoring weights.",
        "Minimum size: Riley et al., BMJ 2020;368:m441; one parameter for each input that is read, which is what a logistic regression "
        "without bends would have; a network has more, held back by its penalty.",
    ]


def _figures(metrics: Document, numbers: Document) -> Blocks:
    return [
        ["## From rows to people", "\n".join(f"- {name.replace('_', ' ')}: {value}" for name, value in numbers.items())],
        ["## Out of fold", _out_of_fold(metrics)],
        ["## Beside other models on the same people", _comparisons(metrics["comparisons"])],
        ["## What these people can carry", _sizes(metrics["development_size"])],
    ]


def _out_of_fold(metrics: Document) -> str:
    lines = ["| outcome | n | events | AUC (95 % interval) | Brier | calibration slope |", "|---|---|---|---|---|---|"]
    for outcome, f in metrics["heldout"].items():
        if isinstance(f, dict) and "auc" in f:
            slope = f"{f['calibration']['slope']:.2f}" if "calibration" in f else "none"
            lines.append(f"| {outcome} | {f['n']} | {f['events']} | {interval(f['auc'])} | {f['brier']:.4f} | {slope} |")
    return "\n".join(lines)


def _comparisons(comparisons: Document) -> str:
    lines = ["| outcome | model | n | its AUC | ours | ours minus its (95 % interval) |", "|---|---|---|---|---|---|"]
    for outcome, found in comparisons.items():
        for name, f in found.items():
            if "auc" in f:
                d = f["difference"]
                difference = f"{d['difference']:+.3f} ({d['low']:+.3f} to {d['high']:+.3f})"
                lines.append(f"| {outcome} | {name} | {f['n']} | {interval(f['auc'])} | {f['ours']['estimate']:.3f} | {difference} |")
    return "\n".join(lines)


def _sizes(sizes: Document) -> str:
    lines = ["| outcome | people | events | needed | parameters | R² (Cox-Snell) | enough |", "|---|---|---|---|---|---|---|"]
    for outcome, f in sizes.items():
        enough = "yes" if f["enough"] else "no"
        lines.append(f"| {outcome} | {f['have']} | {f['have_events']} | {f['n']} | {f['parameters']} | {f['r2']:.3f} | {enough} |")
    return "\n".join(lines)


def interval(area: Document) -> str:
    """An AUC with its interval."""
    return f"{area['estimate']:.3f} ({area['low']:.3f}–{area['high']:.3f})"
