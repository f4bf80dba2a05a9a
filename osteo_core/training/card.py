"""The model card: what the model is, learned from, is for and is not for, and the command that made it."""

from __future__ import annotations

import json
import platform
from datetime import date
from pathlib import Path
from typing import Any

from osteo_core.inference.artifact import CHECKED, Artifact, digest

INTENDED_USE = "Research and teaching: how a multimodal fusion network works, and what each kind of measurement adds in a world like the paper's."
NOT_FOR = "Diagnosis, treatment decisions or screening of real people. Not a medical device."
DATA = (
    "A virtual cohort drawn from a generator calibrated to the tables of Wang & Meng (DOI 10.3724/j.pibb.2025.0374), whose pooled data are not public. "
    "No real patient's record was used. Nothing measured on virtual people is evidence about patients."
)
LIMITS = (
    "48.5 % of the virtual people have osteoporosis, 15 % a fracture within 10 years: probabilities are too high for almost any real population.",
    "Fracture risk factors act about 2.5 times as strongly (on the log-hazard scale) as in life, so as to reach the paper's AUC of 0.912; "
    "real prediction reaches about 0.76.",
    "In the virtual cohort age and measured bone density are slightly positively correlated, a side effect of the paper's ranking of influences.",
    "The virtual cohort has Asian, European and African people only; other groups are treated as of unknown ethnicity.",
    "The 63 variants are a candidate panel (two are named in the paper); their frequencies and effects are invented.",
    "The phantom and the balance series are drawn from the entered parameters unless measured ones are given.",
)
CHOICES = (
    "Z-scores and imputation models are fitted once on the whole training part (not on the test part), without outcomes; the five folds share them.",
    "Censored fracture times: inverse probability of censoring weights.",
    "Five networks, one a fold; the ensemble's answer is the softmax (sigmoid) of the mean calibrated logits.",
    "Interval: T = W + (1 + 1/m) B on the logit scale, widened by a factor for each set of modalities so that about 95 % of separate virtual people's "
    "intervals hold the Bayes-optimal value given the same modalities.",
)


def write_card(artifact: Artifact, metrics: dict[str, Any], folder: Path) -> None:
    """Write `card.json` and its readable form `README.md`."""
    import torch

    card = {
        "name": artifact.name, "version": "0.1.0", "date": date.today().isoformat(), "intended_use": INTENDED_USE, "not_for": NOT_FOR, "data": DATA,
        "limits": LIMITS, "choices": CHOICES, "modalities": artifact.ensemble.networks[0].settings.modalities,
        "parameters_per_network": sum(p.numel() for p in artifact.ensemble.networks[0].parameters()), "networks": len(artifact.ensemble.networks),
        "training": artifact.training, "metrics": metrics, "sha256": {name: digest(folder / name) for name in CHECKED},
        "made_with": {"python": platform.python_version(), "torch": torch.__version__},
    }  # fmt: skip
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(_readable(card), encoding="utf-8")


def _readable(card: dict[str, Any]) -> str:
    lines = [f"# Model card: {card['name']}", "", f"**For:** {card['intended_use']}", "", f"**Not for:** {card['not_for']}", "", f"**Data:** {card['data']}", ""]
    lines += ["## Limits", "", *(f"- {limit}" for limit in card["limits"]), "", "## Choices", "", *(f"- {choice}" for choice in card["choices"]), ""]
    lines += ["## Made by", "", "```", card["training"]["command"], "```", ""]
    lines += [f"Seed {card['training']['seed']}, {card['training']['training']} training people, epochs by fold {card['training']['epochs']}.", ""]
    lines += ["## Figures on virtual people", "", "| people | outcome | n | events | AUC (95 % interval) | Brier | calibration slope |", "|---|---|---|---|---|---|---|"]
    for people, outcomes in card["metrics"].items():
        for outcome in ("osteoporosis", "fracture"):
            f = outcomes[outcome]
            area = f["auc"]
            lines.append(
                f"| {people} | {outcome} | {f['n']} | {f['events']} | {area['estimate']:.3f} ({area['low']:.3f}–{area['high']:.3f}) "
                f"| {f['brier']:.3f} | {f['calibration']['slope']:.2f} |"
            )
    lines += ["", "## SHA-256", "", *(f"- `{name}` {value}" for name, value in card["sha256"].items()), ""]
    return "\n".join(lines)
