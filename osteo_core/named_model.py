"""A model as a cluster's workers are told of it: by name. Each loads it once, from its own files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from osteo_core.inference.assessment import Outcome
    from osteo_core.inference.table_assessment import TableAssessment
    from osteo_core.model import Model
    from osteo_core.patients.columns import Columns
    from osteo_core.recalibration.layer import CalibrationLayer
    from osteo_core.recalibration.recalibrated import RecalibratedModel

Share = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[tuple[Any, Any]]]
"""Work and its pieces -> each piece with its result, in order."""


@dataclass(frozen=True)
class NamedModel:
    """A model by its name, under layers or none; what is asked of it is answered where it is asked."""

    name: str
    layers: tuple[CalibrationLayer, ...] = ()

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """As the model's."""
        return self._model.outcomes

    def assess_columns(self, columns: Columns) -> TableAssessment:
        """As the model's, under the layers."""
        if not self.layers:
            return self._model.assess_columns(columns)
        return self._under_layers.assess_columns(columns)

    def explain_columns(self, columns: Columns) -> dict[str, Any]:
        """As `explanation.explanation_columns`."""
        from osteo_core.explanation.explanation_columns import explanation_columns

        return explanation_columns(self._model, columns)

    @property
    def _model(self) -> Model:
        from osteo_core import load_model

        return load_model(self.name)

    @property
    def _under_layers(self) -> RecalibratedModel:
        from osteo_core.recalibration.recalibrated import RecalibratedModel

        return RecalibratedModel(self._model, self.layers)


@contextmanager
def shared(address: str | None) -> Iterator[Share | None]:
    """How pieces of work are shared out: over the cluster at `address`, or not at all. Raises InvalidInput as `cluster.opened`."""
    if address is None:
        yield None
        return
    from osteo_core.cluster import in_order, opened

    with opened(address) as client:
        yield partial(in_order, client)
