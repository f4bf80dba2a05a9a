"""The card of the `nhanes` model: what it learned from real people, what it can and cannot say, and its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from osteo_core.inference.artifact import Artifact
from osteo_core.training.card import Blocks, Statements, write_card

STATEMENTS = Statements(
    intended_use=(
        "Research and teaching: what the information before a DXA scan shows about osteoporosis by T-score, and about prior fragility "
        "fractures, in US adults."
    ),
    not_for=("Diagnosis, treatment decisions or screening of real people, and the risk of future fractures. Not a medical device."),
    data=(
        "Real people: participants aged 40 or over of the US National Health and Nutrition Examination Survey (CDC/NCHS, public"
        " use files) with a bone density measured. Trained on the cycles 2005-06, 2007-08, 2009-10 and 2013-14; tested once on "
        "2017 to March 2020, aged 50 or over. Cross-sectional: everything was asked and measured at one visit."
    ),
    limits=(
        "Cross-sectional: it can estimate how often similar people have osteoporosis by T-score, or report a prior fracture. It cannot "
        "predict who will have a fracture, and a factor's contribution is not the effect of changing that factor.",
        "Bone status is the WHO category by the lowest Hologic T-score of the sites measured, which differ (the lumbar spine in about six"
        " of ten, in none in 2005-06), applied to everybody, including people under 50.",
        "Prior fractures are self-reported fractures of the hip, wrist or spine in adult life, whatever their cause; for the cycles "
        "before 2013 the age at fracture is not in the data used, so a wrist fracture alone counts as not known there.",
        "Ages of 80 and over are recorded as 80 (in 2005-06, 85 and over as 85), so the oldest cannot be distinguished.",
        "Asian people are identified in one training cycle only (2013-14); before that they are included in “other”, whose ethnicity is "
        "treated as unknown.",
        "Not every cycle asked about parents' hip fractures, smoking, alcohol, glucocorticoids and rheumatoid arthritis. Menopause, "
        "secondary osteoporosis, calcium and vitamin D are not in the training data, and the model does not use them.",
        "Diagnosed or treated osteoporosis is never an input. The participants include people under treatment, with the bone density that"
        " they have on treatment.",
    ),
    choices=(
        "One network, used twice: for bone status without DXA, and for prior fracture without the question on prior fracture but with DXA"
        " if it was entered.",
        "Each network learned from a bootstrap resample of the people. The answer is the softmax (sigmoid) of the mean calibrated logits."
        " Calibration rests on people whom a network's resample left out: for the bone status in the cycles that measured the spine too "
        "(2007 to 2014), for the fracture in 2013-14, the only training cycle that has the age at fracture, as the test cycle does.",
        "Interval: 1.96 standard deviations of the networks' log-odds either way, with the variance between imputations added. "
        "Nobody's true risk is known, so its coverage cannot be checked on real people; what is checked is the calibration in "
        "the test cycle.",
        "Training is unweighted. Survey weights are used only for the figures under “weighted”.",
        "Settings were chosen by leaving out one training cycle at a time (the penalty on the weights is ten times as strong as in "
        "the paper); the "
        "rivals were tuned by cross-validation on the same training people. The test cycle was not used for any choice.",
        "Z-scores and imputation models are fitted once on all training people.",
    ),
)


def write_nhanes_card(artifact: Artifact, metrics: dict[str, Any], folder: Path) -> None:
    """Write `card.json` and `README.md`."""
    write_card(artifact, metrics, folder, STATEMENTS, _figures)


def _figures(metrics: dict[str, Any]) -> Blocks:
    return [
        ["## Figures on real people (2017 to March 2020, unweighted)", _whole(metrics)],
        ["## Compared on the same people", _comparisons(metrics["comparisons"])],
        ["## By sex, age and ethnicity", _groups(metrics["groups"])],
    ]


def _whole(metrics: dict[str, Any]) -> str:
    lines = [
        "| outcome | n | events | AUC (95 % interval) | Brier | calibration slope | in the large | weighted: prevalence | mean |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for outcome, weighted in metrics["weighted"].items():
        f = metrics["heldout"][outcome]
        slope, intercept = f["calibration"]["slope"], f["calibration"]["intercept"]
        lines.append(
            f"| {_name(outcome)} | {f['n']} | {f['events']} | {_interval(f['auc'])} | {f['brier']:.4f} | {slope:.2f} | {intercept:+.2f} "
            f"| {100 * weighted['prevalence']:.1f} % | {100 * weighted['mean_predicted']:.1f} % |"
        )
    return "\n".join(lines)


def _comparisons(comparisons: dict[str, Any]) -> str:
    lines = ["| outcome | compared with | n | events | its AUC | ours | ours minus its (95 % interval) |", "|---|---|---|---|---|---|---|"]
    for outcome, found in comparisons.items():
        for name, f in found.items():
            if "auc" in f:
                d = f["difference"]
                difference = f"{d['difference']:+.4f} ({d['low']:+.4f} to {d['high']:+.4f})"
                areas = f"{f['auc']['estimate']:.4f} | {f['ours']['estimate']:.4f}"
                lines.append(f"| {_name(outcome)} | {_name(name)} | {f['n']} | {f['events']} | {areas} | {difference} |")
    return "\n".join(lines)


def _groups(groups: dict[str, Any]) -> str:
    lines = ["| group | outcome | n | events | AUC (95 % interval) | observed | predicted |", "|---|---|---|---|---|---|---|"]
    for parts in groups.values():
        for name, outcomes in parts.items():
            for outcome, f in outcomes.items():
                area = _interval(f["auc"]) if "auc" in f else "too few"
                shares = f"{100 * f['observed']:.1f} % | {100 * f['predicted']:.1f} %"
                lines.append(f"| {name} | {_name(outcome)} | {f['n']} | {f['events']} | {area} | {shares} |")
    return "\n".join(lines)


def _interval(area: dict[str, float]) -> str:
    return f"{area['estimate']:.3f} ({area['low']:.3f}–{area['high']:.3f})"


def _name(key: str) -> str:
    return key.replace("_", " ")
