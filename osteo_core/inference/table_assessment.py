"""What a model says of the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.inference.assessment import Outcome
from osteo_core.inference.prediction import Prediction

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TableAssessment:
    """Answers for the rows of a table: `notes` one text a row; arrays as in `Prediction`, each from the view of its outcome.

    The fracture, the hip fracture and the prevalent fracture are None where the model does not answer them.
    """

    predictions: dict[Outcome, Prediction]
    notes: list[str]

    @property
    def _of_status(self) -> Prediction:
        return self.predictions["osteoporosis"]

    @property
    def status(self) -> Array:
        """(n, 3) probabilities of normal, osteopenia and osteoporosis."""
        return self._of_status.status

    @property
    def status_low(self) -> Array:
        """(n, 3) lower ends of their 95 % intervals."""
        return self._of_status.status_low

    @property
    def status_high(self) -> Array:
        """(n, 3) upper ends of their 95 % intervals."""
        return self._of_status.status_high

    @property
    def osteoporosis(self) -> Array:
        """(n,) probability of osteoporosis."""
        return self._of_status.osteoporosis

    @property
    def osteoporosis_low(self) -> Array:
        """(n,) lower end of its 95 % interval."""
        return self._of_status.osteoporosis_low

    @property
    def osteoporosis_high(self) -> Array:
        """(n,) upper end of its 95 % interval."""
        return self._of_status.osteoporosis_high

    @property
    def log_odds(self) -> Array:
        """As `Prediction.log_odds`, of the view that answers the status."""
        return self._of_status.log_odds

    @property
    def attention(self) -> Array:
        """As `Prediction.attention`, of the view that answers the status."""
        return self._of_status.attention

    @property
    def fracture(self) -> Array | None:
        """(n,) probability of a fracture within 10 years."""
        return self._fracture("fracture", "fracture")

    @property
    def fracture_low(self) -> Array | None:
        """(n,) lower end of its 95 % interval."""
        return self._fracture("fracture", "fracture_low")

    @property
    def fracture_high(self) -> Array | None:
        """(n,) upper end of its 95 % interval."""
        return self._fracture("fracture", "fracture_high")

    @property
    def hip_fracture(self) -> Array | None:
        """(n,) probability of a hip fracture within 10 years, never above that of a major one."""
        return self._fracture("hip_fracture", "hip_fracture")

    @property
    def hip_fracture_low(self) -> Array | None:
        """(n,) lower end of its 95 % interval."""
        return self._fracture("hip_fracture", "hip_fracture_low")

    @property
    def hip_fracture_high(self) -> Array | None:
        """(n,) upper end of its 95 % interval."""
        return self._fracture("hip_fracture", "hip_fracture_high")

    @property
    def prevalent_fracture(self) -> Array | None:
        """(n,) probability that a fracture has already happened."""
        return self._fracture("prevalent_fracture", "fracture")

    @property
    def prevalent_fracture_low(self) -> Array | None:
        """(n,) lower end of its 95 % interval."""
        return self._fracture("prevalent_fracture", "fracture_low")

    @property
    def prevalent_fracture_high(self) -> Array | None:
        """(n,) upper end of its 95 % interval."""
        return self._fracture("prevalent_fracture", "fracture_high")

    def _fracture(self, outcome: Outcome, which: str) -> Array | None:
        return getattr(self.predictions[outcome], which) if outcome in self.predictions else None
