"""From a hospital's people to a calibration layer: the closed test, the choice, what it is worth before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import SEED
from osteo_core.errors import InvalidInput, Problem
from osteo_core.inference.predictor import Predictor
from osteo_core.recalibration.closed_test import ALPHA, ClosedTest, closed_test
from osteo_core.recalibration.layer import COVARIATES, CalibrationLayer
from osteo_core.recalibration.layer_files import coefficients, intervals
from osteo_core.recalibration.optimism import Corrected, UpdateSample, corrected, performance
from osteo_core.recalibration.table_people import TablePeople
from osteo_core.recalibration.update_methods import METHODS, Method, UpdatedModel, update
from osteo_core.recalibration.validate import check_follow_up
from osteo_core.translations import translate

Array = NDArray[np.float64]
Document = dict[str, Any]
Asked = Literal["auto", "none", "intercept", "logistic", "revision"]
ASKED: tuple[Asked, ...] = ("auto", *METHODS)

FEWEST = 20
"""People with, and people without the outcome, below whom nothing is updated: a slope from fewer is a guess."""
_MOSTLY = 0.9
_FOLLOWS = 1e-4
"""Share of a covariate's SD that must be left beside what is in the revision already."""
_TEST_NAMES: dict[Method, str] = {"none": "original", "intercept": "intercept", "logistic": "logistic"}


@dataclass(frozen=True, kw_only=True)
class MadeLayer:
    """A layer, the people it was made from, and the tests behind it.

    `left_out`: covariates that are not in the revision, by the reason ("unknown", "constant", "asked", "follows");
    `incomplete`: people without one of those that are, who were left out.
    """

    layer: CalibrationLayer
    test: ClosedTest
    sample: UpdateSample
    left_out: dict[str, str]
    incomplete: int

    def document(self, language: str = "en") -> Document:
        """What `update` answers beside the layer's own content."""
        key = "hospital.tests.wald" if self.test.kind == "robust_wald" else "hospital.tests.likelihood"
        return {
            "method": self.layer.method,
            "procedure": dict(self.layer.procedure),
            "tests": dict(self.layer.tests),
            "coefficients": coefficients(self.layer.updated),
            "intervals": intervals(self.layer.updated),
            "before": dict(self.layer.before),
            "after": dict(self.layer.after),
            "n": self.layer.n,
            "events": self.layer.events,
            "covariates_left_out": self.left_out,
            "incomplete": self.incomplete,
            "note": translate(key, language),
        }


def make_layer(people: TablePeople, model: Predictor | None, *, method: Asked = "auto", today: date | None = None) -> MadeLayer:
    """Update a model's answer on these people; without a model the column of predictions that they were asked for.

    Raises:
        InvalidInput: predictions of exactly 0 or 1, which no log-odds stand for; fewer than 20 people with, or without, the outcome;
            predictors that separate it; a follow-up too short.
    """
    if people.layer is not None:
        raise ValueError("a layer is made over a model as it was released, not over another layer")
    check_follow_up(people)
    _require_uncertain(people)
    chosen, left_out = _covariates(people)
    complete = np.all([np.isfinite(people.covariates[name]) for name in chosen], axis=0) if chosen else np.ones(people.n, bool)
    sample = UpdateSample(
        lp=people.lp[complete],
        covariates={name: people.covariates[name][complete] for name in chosen},
        outcome=people.outcome[complete],
        time=None if people.time is None else people.time[complete],
        event=None if people.event is None else people.event[complete],
    )
    _require_enough(sample)
    try:
        test = closed_test(sample.outcome, sample.lp, sample.covariates, sample.weight)
        after = corrected(sample, lambda drawn: _procedure(drawn, method))
        before = performance(sample, sample.lp)
    except ValueError as error:
        raise InvalidInput(Problem("", "hospital.separated")) from error
    updated = test.models[test.chosen if method == "auto" else method]
    layer = CalibrationLayer(
        model="" if model is None else model.name,
        prediction=people.name if model is None else None,
        outcome=people.answer,
        sums={} if model is None else model.artifact.sums,
        updated=updated,
        n=sample.n,
        events=int(sample.outcome.sum()),
        definition={"defined_by": people.defined_by, "rows": people.rows, "refused": people.refused, "outcome_unknown": people.unknown},
        dates=_dates(people, today or date.today()),
        procedure=_procedure_of(test, method),
        tests={_TEST_NAMES[name]: {"statistic": t.statistic, "df": t.df, "p": t.p} for name, t in test.tests.items()},
        before=before,
        after=_after(after),
    )
    return MadeLayer(layer=layer, test=test, sample=sample, left_out=left_out, incomplete=int((~complete).sum()))


def _procedure(sample: UpdateSample, method: Asked) -> UpdatedModel:
    if method == "auto":
        test = closed_test(sample.outcome, sample.lp, sample.covariates, sample.weight)
        return test.models[test.chosen]
    return update(method, sample.outcome, sample.lp, sample.covariates, sample.weight)


def _covariates(people: TablePeople) -> tuple[list[str], dict[str, str]]:
    """What the revision can use: known of nine people in ten, not the same for all, and not the answer to the question itself."""
    chosen, left_out = [], {}
    for name in COVARIATES:
        values = people.covariates[name]
        known = values[np.isfinite(values)]
        if name == people.answer.replace("prevalent", "prior"):
            left_out[name] = "asked"
        elif len(known) < _MOSTLY * people.n:
            left_out[name] = "unknown"
        elif known.min() == known.max():
            left_out[name] = "constant"
        else:
            chosen.append(name)
    return _independent(people, chosen, left_out)


def _independent(people: TablePeople, chosen: list[str], left_out: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """Without covariates that follow from the linear predictor and those before them, as the third of a score of age, sex and BMI."""
    complete = np.all([np.isfinite(people.covariates[name]) for name in chosen], axis=0) if chosen else np.ones(people.n, bool)
    design, kept = [np.ones(int(complete.sum())), people.lp[complete]], list[str]()
    for name in chosen:
        values = people.covariates[name][complete]
        known = np.column_stack(design)
        rest = values - known @ np.linalg.lstsq(known, values, rcond=None)[0]
        if rest.std() > _FOLLOWS * values.std():
            design.append(values)
            kept.append(name)
        else:
            left_out[name] = "follows"
    return kept, left_out


def _require_uncertain(people: TablePeople) -> None:
    if certain := int((~np.isfinite(people.lp)).sum()):
        raise InvalidInput(Problem(people.name, "hospital.certain", {"count": certain}))


def _require_enough(sample: UpdateSample) -> None:
    weight = sample.weight
    seen = sample.outcome if weight is None else sample.outcome[weight > 0]
    events, others = int(seen.sum()), int((1 - seen).sum())
    if min(events, others) < FEWEST:
        raise InvalidInput(Problem("", "hospital.too_few", {"events": events, "others": others, "fewest": FEWEST}))


def _procedure_of(test: ClosedTest, method: Asked) -> Document:
    """How the method was chosen: what was asked for, what the tests say, of which kind they are, and the likelihoods behind them."""
    likelihoods = {_TEST_NAMES.get(name, name): model.log_likelihood for name, model in test.models.items()}
    return {"asked": method, "chosen_by_tests": test.chosen, "kind": test.kind, "alpha": ALPHA, "log_likelihood": likelihoods}


def _after(found: Corrected) -> Document:
    """Corrected figures, with the apparent ones and the bootstrap beside them; None where too many samples failed."""
    told: Document = dict(found.corrected) or dict.fromkeys(found.apparent)
    return told | {"apparent": found.apparent, "bootstrap": {"resamples": found.resamples, "failed": found.failed, "seed": SEED}}


def _dates(people: TablePeople, made: date) -> dict[str, str]:
    dates = {"made": made.isoformat()}
    if people.dates is not None and not np.isnat(people.dates).all():
        known = people.dates[~np.isnat(people.dates)]
        dates |= {"first_visit": str(known.min()), "last_visit": str(known.max())}
    return dates
