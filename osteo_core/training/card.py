"""The model card: what the model is, learned from, is for and is not for, and the command that made it."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from osteo_core import __version__ as VERSION
from osteo_core.inference.artifact import CHECKED, Artifact, digest

INTENDED_USE = (
    "Research and teaching: how a multimodal fusion network works, and what each kind of measurement adds in a world like the paper's."
)
NOT_FOR = "Diagnosis, treatment decisions or screening of real people. Not a medical device."
DATA = (
    "A virtual cohort drawn from a generator calibrated to the tables of Wang & Meng (DOI 10.3724/j.pibb.2025.0374), whose pooled data "
    "are not public. No real patient's record was used. Nothing measured on virtual people is evidence about patients."
)
LIMITS = (
    "48.5 % of the virtual people have osteoporosis and 15 % a fracture within 10 years: probabilities are too high for almost any real "
    "population.",
    "Fracture risk factors act about 2.5 times as strongly (on the log-hazard scale) as in reality, in order to reach the paper's AUC"
    " of 0.912; real prediction reaches about 0.76.",
    "In the virtual cohort age and measured bone density are slightly positively correlated at equal bone status, a side effect of the "
    "paper's ranking of influences.",
    "The virtual cohort has Asian, European and African people only; other groups are treated as of unknown ethnicity.",
    "The 63 variants are a candidate panel (two are named in the paper); their frequencies and effects are invented.",
    "The phantom and the balance series are generated from the entered parameters unless measured ones are given.",
)
CHOICES = (
    "Z-scores and imputation models are fitted once on the whole training part (not on the test part), without outcomes; the folds share "
    "them.",
    "Censored fracture times: inverse probability of censoring weights.",
    "One network per fold; the ensemble's answer is the softmax (sigmoid) of the mean calibrated logits.",
    "Interval: T = f² W + (1 + 1/m) B on the logit scale. The factor f, for each set of modalities and by the distance of the log-"
    "odds from 0, makes about 95 % of separate virtual people's intervals contain the Bayes-optimal value given the same modalities.",
)


Blocks = list[list[str]]
"""A readable card's parts: a heading with what stands under it."""


@dataclass(frozen=True, kw_only=True)
class Statements:
    """What a card says in words."""

    intended_use: str
    not_for: str
    data: str
    limits: tuple[str, ...]
    choices: tuple[str, ...]


VIRTUAL = Statements(intended_use=INTENDED_USE, not_for=NOT_FOR, data=DATA, limits=LIMITS, choices=CHOICES)


def write_card(
    artifact: Artifact, metrics: dict[str, Any], folder: Path, statements: Statements = VIRTUAL,
    figures: Callable[[dict[str, Any]], Blocks] | None = None, further: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write `card.json` and its readable form `README.md`, with the model's own statements and tables of its figures.

    further: entries of `card.json` that only this model has.
    """
    import torch

    networks = artifact.ensemble.networks
    card = {
        "name": artifact.name,
        "version": VERSION,
        "date": date.today().isoformat(),
        **asdict(statements),
        "modalities": networks[0].settings.modalities,
        "networks": len(networks),
        "parameters_per_network": sum(p.numel() for p in networks[0].parameters()),
        "training": artifact.training,
        "metrics": metrics,
        **(further or {}),
        "sha256": {name: digest(folder / name) for name in CHECKED},
        "made_with": {"python": platform.python_version(), "torch": torch.__version__},
    }
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(_readable(card, (figures or _virtual_figures)(metrics)), encoding="utf-8")


def _readable(card: dict[str, Any], figures: Blocks) -> str:
    training = card["training"]
    blocks = [
        [f"# Model card: {card['name']}", *(f"**{title}:** {card[key]}" for title, key in _STATEMENTS)],
        ["## Limits", "\n".join(f"- {limit}" for limit in card["limits"])],
        ["## Choices", "\n".join(f"- {choice}" for choice in card["choices"])],
        ["## Made by", f"```\n{training['command']}\n```"],
        [f"Seed {training['seed']}, {training['training']} training people, epochs by network {training['epochs']}.{_with(training)}"],
        *figures,
        ["## SHA-256", "\n".join(f"- `{name}` {value}" for name, value in card["sha256"].items())],
    ]
    return "\n\n".join(part for block in blocks for part in block) + "\n"


def _with(training: dict[str, Any]) -> str:
    return f" Networks trained with PyTorch {', '.join(training['torch'])}." if "torch" in training else ""


_STATEMENTS = (("For", "intended_use"), ("Not for", "not_for"), ("Data", "data"))
OUTCOMES = ("osteoporosis", "fracture")


def _virtual_figures(metrics: dict[str, Any]) -> Blocks:
    return [
        ["## Figures on virtual people", _figures(metrics)],
        ["## Comparisons on fresh virtual people", _comparisons(metrics["comparisons"])],
    ]


def _figures(metrics: dict[str, Any]) -> str:
    lines = ["| people | outcome | n | events | AUC (95 % interval) | Brier | calibration slope |", "|---|---|---|---|---|---|---|"]
    for people in ("heldout", "external"):
        for outcome in OUTCOMES if people in metrics else ():
            f, area = metrics[people][outcome], metrics[people][outcome]["auc"]
            interval = f"{area['estimate']:.3f} ({area['low']:.3f}–{area['high']:.3f})"
            lines.append(
                f"| {people} | {outcome} | {f['n']} | {f['events']} | {interval} | {f['brier']:.3f} | {f['calibration']['slope']:.2f} |"
            )
    return "\n".join(lines)


def _comparisons(comparisons: dict[str, Any]) -> str:
    lines = ["| what | outcome | ours | other | Bayes limit | difference (95 % interval) |", "|---|---|---|---|---|---|"]
    for what, found in comparisons.items():
        for outcome in OUTCOMES:
            f, d = found[outcome], found[outcome]["difference"]
            difference = f"{d['difference']:+.4f} ({d['low']:+.4f} to {d['high']:+.4f})"
            lines.append(f"| {what.replace('_', ' ')} | {outcome} | {f['ours']:.4f} | {f['other']:.4f} | {f['bayes']:.4f} | {difference} |")
    return "\n".join(lines)
