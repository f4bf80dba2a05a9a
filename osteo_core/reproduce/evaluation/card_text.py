"""What the readable cards say of the files."""

from __future__ import annotations

from dataclasses import dataclass

NOT_EVIDENCE = (
    "The people are virtual, drawn from a generator calibrated to the tables of Wang & Meng (DOI 10.3724/j.pibb.2025.0374), or where a "
    "part says so from that of the world as in life. Nothing "
    "measured on them is evidence about patients. Diagnosis and fracture are what the generator made them, at rates far above those of "
    "most real populations."
)


@dataclass(frozen=True)
class CardText:
    """Title, statements (key -> text) and what is said of each part, a paragraph each."""

    title: str
    statements: dict[str, str]
    of_part: dict[str, tuple[str, ...]]


_PEOPLE = (
    "`test.parquet`: the held-out people of the training of the shipped networks. `external.parquet`: people of the virtual hospital "
    "(younger, fewer women, noisier measurements). Each with everything recorded of them.",
    "- fusion, simplified: the answers in their own artifacts.\n"
    "- dxa_only: the fusion network shown the scan alone.\n"
    "- logistic: logistic regression on imputed, standardised inputs with indicators of the kinds of data present. lightgbm: "
    "gradient-boosted trees on raw inputs with their gaps. Both were tuned by five-fold cross-validation on the training people, each "
    "with whatever is recorded; for fracture on those whose ten-year outcome is known, weighted by the inverse probability of "
    "censoring in fitting and in judging. ebm: explainable boosting (interpret-core), a sum of one boosted curve a field and of some "
    "pairs, on the same inputs as LightGBM, with fixed settings. Their probabilities are their own: fitted by log loss, they are not "
    "recalibrated.\n"
    "- oracle: the probability that the generator itself gives the outcome, given the kinds of data that the person has and the "
    "population that the person comes from. On average no model can do better; on a few hundred people one may, by chance.\n"
    "- frax_style: major osteoporotic fracture with BMD, as a probability. It is not FRAX; it knows nothing of this virtual world, and "
    "it has no answer for people whose femoral neck was not measured.",
    "fracture_event: 1 fracture, 2 death, 0 censored, at fracture_time years. fracture_10y is missing for people censored before ten "
    "years. fracture_weight: inverse probability of censoring, 0 for those. femoral_neck_t and lowest_t follow from the scan; "
    "status is the generator's own and not made from them.",
)

_LIFE = (
    "`life.parquet`: the held-out people of the network of the world as in life, drawn by another generator (NHANES to 2014, published "
    "effects; `artifacts/life`). logistic, lightgbm, ebm: tuned as above, on true probabilities instead of outcomes, as the network was "
    "trained. oracle: that generator's own probability from what the person has. frax_style: the hazards from which this world's "
    "fractures start, so that it is at home here.",
)

_WORLDS = (
    "`worlds.parquet`: Table 2's rows in both worlds, on fresh people with everything measured: the world's network and the best possible "
    "answer; net benefit at thresholds, and the share of people whose decision differs from that with DXA and clinical factors.",
)

_SELECTION = (
    "`selection.json`: the paper's flow chart run on the pool that three registries would have sent, which is made from the cohort; the "
    "shares of ineligible people in it are invented.",
)

_ROWS = (
    "`rows.parquet`: Table 2's seven rows, osteoporosis. fresh: people with everything measured, the modalities outside a row withheld. "
    "test: on each row the held-out people who have its modalities, the others withheld. Rivals are trained row by row, as in "
    "`docs/benchmark.md`: on those who have the row's modalities, and on everybody; the one that ranks the fresh people better counts, "
    "which is in the rival's favour.",
)

_LADDER = (
    "`ladder.parquet`: every set of modalities, the fusion network and the best possible answer (oracle), on fresh people with everything "
    "measured, the other modalities withheld. Sets with neither DXA nor clinical factors are judged on the first of them only.",
)

EVALUATION_TEXT = CardText(
    "Predictions and figures on virtual people",
    {
        "what": "What each compared model says of the people that no model was trained on, and what follows from it.",
        "not_evidence": NOT_EVIDENCE,
    },
    {"people": _PEOPLE, "life": _LIFE, "worlds": _WORLDS, "selection": _SELECTION, "rows": _ROWS, "ladder": _LADDER},
)

EXPLANATION_TEXT = CardText(
    "Explanations of held-out people",
    {
        "what": "Shapley values of the fusion network's log-odds, by field and by modality, of people of its test set: everybody who has "
        "all six modalities, and others at random.",
        "not_evidence": NOT_EVIDENCE,
        "use_with": "The network whose weights it names only: the sums are compared at every load.",
    },
    {
        "explanations": (
            "`fields.parquet`: one row a person, outcome and entered field, with the entered value in catalogue units (yes is 1; a "
            "category as text) and its contribution. `modalities.parquet`: the same by modality, exact. `people.parquet`: baseline, "
            "log-odds and probability; baseline plus a person's contributions is the log-odds.",
        )
    },
)
