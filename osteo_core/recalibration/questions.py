"""What was asked of a table: which of the model's answers, and which column, or what of the scan, says how it came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from osteo_core.errors import InvalidInput, Problem
from osteo_core.inference.assessment import Outcome
from osteo_core.inference.predictor import Predictor
from osteo_core.recalibration.recalibrated import RecalibratedModel

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
STATUS_COLUMN = "status"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question to a table.

    Attributes:
        outcome: "osteoporosis", which no column of that name need have (T-scores or a status then say it), or a column.
        event_level: which of two values is the event, where they are not 0/1 or yes/no.
        time, event: columns of years followed and of how it ended (0 censored, 1 fracture, 2 death), both or neither.
        answer: which of a model's answers it is compared with; None: by the outcome's name (`answer_of`).
        prediction: column of predictions that is judged in place of a model; reference model is then unknown.
        date: column of the visit's date, for monitoring.
    """

    outcome: str
    event_level: str | None = None
    time: str | None = None
    event: str | None = None
    answer: Outcome | None = None
    prediction: str | None = None
    date: str | None = None

    @property
    def followed(self) -> bool:
        """Whether people are followed in time."""
        return self.time is not None and self.event is not None

    def answer_of(self, model: Predictor | RecalibratedModel | None) -> Outcome:
        """Which answer is judged.

        Raises:
            InvalidInput: the model does not give it; time without event; a time for what is no fracture to come.
        """
        if (self.time is None) != (self.event is None):
            raise InvalidInput(Problem("", "hospital.time_and_event"))
        answer = self.answer or _by_name(self.outcome, self.followed)
        if self.followed and answer not in ("fracture", "hip_fracture"):
            raise InvalidInput(Problem("", "hospital.time_for_fractures", {"answer": answer}))
        if model is not None and answer not in model.outcomes:
            params = {"model": model.name, "answer": answer, "answers": ", ".join(model.outcomes)}
            raise InvalidInput(Problem(self.outcome, "hospital.no_such_answer", params))
        return answer


def _by_name(outcome: str, followed: bool) -> Outcome:
    """The answer that a column's name stands for: a fracture where it says so or people are followed, else osteoporosis."""
    name = outcome.strip().lower()
    if name in OUTCOMES:
        return OUTCOMES[OUTCOMES.index(name)]
    if name.startswith("hip_fracture"):
        return "hip_fracture"
    if name.startswith(("prior_fracture", "prevalent_fracture")):
        return "prevalent_fracture"
    return "fracture" if followed or name.startswith("fracture") else "osteoporosis"
