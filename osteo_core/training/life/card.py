"""The card of the model of the world as in life: from what it was made, with every source and every number that was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from osteo_core.cohorts.worlds.life.parameters import load_parameters
from osteo_core.cohorts.worlds.life.participants import share_drawn
from osteo_core.inference.artifact import Artifact
from osteo_core.training.card import Blocks, Statements, write_card
from osteo_core.training.life.limits import OUTCOMES

STATEMENTS = Statements(
    intended_use=(
        "Research and teaching: risks in the range of a real population, and what each kind of measurement would add in reality, as far "
        "as published effect sizes can show."
    ),
    not_for="Diagnosis, treatment decisions or screening of real people. Not a medical device.",
    data=(
        "Virtual people. Their clinical records are those of participants of the US National Health and Nutrition Examination Survey "
        "2005-10 and 2013-14 (CDC/NCHS, public use files), aged 40 or over, sampled by their survey weights and slightly perturbed; their"
        " bone density is drawn from its distribution among participants with such records, everything else from published figures. The "
        "cycle 2017 to March 2020 was held out for testing. Nothing measured on virtual people is evidence about patients."
    ),
    limits=(
        "Turnover markers, HR-pQCT, genes, balance and gait were not measured in these participants: their distributions and effects are "
        "published ones or, if none was found, chosen; each is listed with its source.",
        "Fracture risk starts from a formula fitted to published results of FRAX (US); it is FRAX-style, not FRAX.",
        "The model does not know the dose of glucocorticoids, the time since a fracture or the number of falls.",
        "The people represent US residents outside institutions; ages above 80 are assigned by the population's distribution.",
        "Calcium intake and serum calcium are not used: in this world they carry no information about bone or fractures.",
        "People of other or mixed ethnicity are treated as of unknown ethnicity.",
        "The phantom and the balance series are generated from the entered parameters unless measured ones are given.",
    ),
    choices=(
        "The networks learn from each person's true probabilities, not from observed outcomes: the generator knows them, and an outcome "
        "is only one random draw with that probability. Status: its probability given complete measurements.",
        "Hip fracture is part of major fracture: its probability is that of a major fracture times that of a hip fracture given one, so "
        "it is never higher. The limits of its interval never exceed those for major fracture.",
        "No dropout of units, because the targets carry little noise. Whole kinds of data and single fields are withheld at random.",
        "Batches of 256 instead of the paper's 64, because there are more people.",
        "Z-scores and imputation models are fitted once on the whole training part (not on the test part), without outcomes; the folds "
        "share them.",
        "One network per fold; the ensemble's answer is the softmax (sigmoid) of the mean calibrated logits. Calibration is fitted to that "
        "answer, against the true probabilities of people whom no network had seen; bone status has slopes and shifts of its own "
        "for people with no, with part and with all of a scan (three sites).",
        "Interval: T = f² W + (1 + 1/m) B on the logit scale. The factor f, for each set of modalities and by the distance of the log-"
        "odds from 0, makes about 95 % of separate virtual people's intervals contain the Bayes-optimal value given the same modalities.",
    ),
)


def write_life_card(artifact: Artifact, metrics: dict[str, Any], folder: Path) -> None:
    """Write `card.json` and `README.md`."""
    parameters = load_parameters()
    world = {
        "share_drawn": {name: round(share, 4) for name, share in share_drawn().items()},
        "parameters": [
            {"name": name, "value": number.value, "basis": number.basis, "source": number.source} for name, number in parameters.cited()
        ],
        "sources": parameters.sources,
    }
    write_card(artifact, metrics, folder, STATEMENTS, lambda figures: _figures(figures, world), {"world": world})


def _figures(metrics: dict[str, Any], world: dict[str, Any]) -> Blocks:
    return [
        ["## Figures on virtual people held out", _heldout(metrics["heldout"])],
        ["## Against the best possible answer", _limits(metrics["limits"])],
        [
            "## Share of each answer that is drawn",
            "Of the participants by weight, those who were not asked or did not answer.",
            _drawn(world),
        ],
        ["## What was chosen", "Parameters of the world for want of a published figure.", _chosen(world)],
        ["## Sources", "\n".join(f"- {name}: {source}" for name, source in world["sources"].items())],
    ]


def _heldout(heldout: dict[str, Any]) -> str:
    lines = ["| outcome | n | events | AUC (95 % interval) | Brier | calibration slope |", "|---|---|---|---|---|---|"]
    for outcome in OUTCOMES:
        f = heldout[outcome]
        if "auc" not in f:
            lines.append(f"| {_name(outcome)} | {f['n']} | {f['events']} | too few | | |")
            continue
        interval = f"{f['auc']['estimate']:.3f} ({f['auc']['low']:.3f}–{f['auc']['high']:.3f})"
        lines.append(f"| {_name(outcome)} | {f['n']} | {f['events']} | {interval} | {f['brier']:.4f} | {f['calibration']['slope']:.2f} |")
    return "\n".join(lines)


def _limits(limits: dict[str, Any]) -> str:
    lines = ["| measured | outcome | AUC, network | AUC, limit | correlation of log-odds |", "|---|---|---|---|---|"]
    for row, found in limits.items():
        for outcome in OUTCOMES:
            f = found[outcome]
            lines.append(f"| {row} | {_name(outcome)} | {f['ours']:.4f} | {f['bayes']:.4f} | {f['correlation']:.4f} |")
    return "\n".join(lines)


def _drawn(world: dict[str, Any]) -> str:
    lines = ["| field | drawn |", "|---|---|", *(f"| {name} | {100 * share:.1f} % |" for name, share in world["share_drawn"].items())]
    return "\n".join(lines)


def _chosen(world: dict[str, Any]) -> str:
    chosen = [number for number in world["parameters"] if number["basis"] == "default"]
    return "\n".join(["| parameter | source |", "|---|---|", *(f"| {number['name']} | {number['source']} |" for number in chosen)])


def _name(outcome: str) -> str:
    return outcome.replace("_", " ")
