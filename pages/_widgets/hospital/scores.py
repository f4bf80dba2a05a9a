"""The screening scores set beside the model, and all of them as a study."""

from __future__ import annotations

import numpy as np

from osteo_core.evaluation.reports.evaluate_scores import oriented
from osteo_core.evaluation.reports.study import FollowUp, Study
from osteo_core.evaluation.survival.censoring import censoring_weights
from osteo_core.recalibration.questions import Question
from osteo_core.recalibration.table_people import Scores, TablePeople
from osteo_core.scores.beside import screening_scores


def beside(question: Question) -> Scores:
    """OST where the question is who has osteoporosis; nothing for fractures."""
    return screening_scores() if question.answer == "osteoporosis" else {}


def study(people: TablePeople) -> Study:
    """The people with the model's predictions and the scores that everybody has; those lost from sight early carry no weight."""
    predictions = {people.name: people.probability}
    known = {name: values for name, values in people.scores.items() if not np.isnan(values).any() and name != people.name}
    predictions |= {name: oriented(values, True) for name, values in known.items()}
    follow_up = weight = None
    if people.time is not None and people.event is not None:
        follow_up, weight = FollowUp(people.time, people.event), censoring_weights(people.time, people.event)
    whole = Study(
        people.outcome, predictions, scores=frozenset(known), reversed=frozenset(known), weight=weight, follow_up=follow_up,
        left_out=people.unknown,
    )  # fmt: skip
    return whole if weight is None else whole.of(weight > 0, left_out=people.unknown + int((weight == 0).sum()))
