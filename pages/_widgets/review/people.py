"""What the three pages of review judge: people, an outcome, the models compared, in words; and where that is computed, and kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import streamlit as st

from osteo_core.evaluation.reports.study import Study
from osteo_core.figures.base import model_marks
from osteo_core.translations import one_after_another
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.evaluation.reports.compare_models import ModelComparison

T = TypeVar("T")
Keep = Callable[[tuple[Hashable, ...], Callable[[], T]], T]
Kind = Literal["virtual", "real", "own"]

LIMIT = "oracle"
"""The model that is the best possible."""
_OWN = "predictions.kept"
_MOST_OWN = 150


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """One outcome of some people and the models chosen to be compared on them.

    Attributes:
        page: first part of every key; the same chart on two pages is two charts.
        key: who, which outcome, which models, which part of the people: all that what is computed depends on.
        study: compared on the same people, subgroup taken out already.
        words: model -> its name; one from a file is harmless already (`upload.plain_name`).
        outcome, people: in words ("osteoporosis", "2,572 virtual people held out").
        kind: virtual people, real ones, or an uploaded file's.
        keep: where what is computed is kept: all sessions share what ships, an uploaded file's stays in its own.
    """

    page: str
    key: tuple[Hashable, ...]
    study: Study
    words: Mapping[str, str]
    outcome: str
    people: str
    kind: Kind
    keep: Keep[Any]

    @property
    def places(self) -> dict[str, int]:
        """A model's name in words -> the place whose line it has on every chart; the best possible, which no file holds, is drawn apart."""
        apart = None if self.kind == "own" else LIMIT
        return {word: model_marks.LIMIT if name == apart else place for place, (name, word) in enumerate(self.words.items())}

    def kept(self, name: str, make: Callable[[], T], *more: Hashable) -> T:
        """What `make` gives, computed once for these people (and `more`)."""
        found: T = self.keep((name, *self.key, *more), make)
        return found


@st.cache_resource(show_spinner=False, max_entries=400)
def _shared(key: tuple[Hashable, ...], _make: Callable[[], Any]) -> Any:
    return _make()


def shared(key: tuple[Hashable, ...], make: Callable[[], Any]) -> Any:
    """Kept for everybody: shipped people are nobody's record."""
    return _shared(key, make)


def own(key: tuple[Hashable, ...], make: Callable[[], Any]) -> Any:
    """Kept in this session alone, and dropped with the file."""
    store: dict[tuple[Hashable, ...], Any] = st.session_state.setdefault(_OWN, {})
    if key not in store:
        made = make()  # before the oldest is dropped: it may ask for others
        while len(store) >= _MOST_OWN:
            store.pop(next(iter(store)))
        store[key] = made
    return store[key]


def forget() -> None:
    """Drop all that was computed from this session's file."""
    st.session_state.pop(_OWN, None)


def counts(reviewed: Reviewed, tr: Translator) -> str:
    """How many, how many with the outcome, how many left out and why; and whether they are real."""
    study = reviewed.study
    told = tr("performance.counts", people=reviewed.people, outcome=reviewed.outcome, n=f"{study.n:,}", events=f"{study.events:,}")
    if study.left_out:
        told = one_after_another(told, tr(f"performance.left_out.{reviewed.kind}", count=f"{study.left_out:,}"))
    return one_after_another(told, tr(f"performance.who.{reviewed.kind}"))


def probable(found: ModelComparison) -> tuple[str, ...]:
    """Models whose predictions are probabilities, in the order chosen."""
    return tuple(found.thresholds["model"].unique())


def examined(reviewed: Reviewed) -> ModelComparison:
    """All that the charts show of these people. Raises InvalidInput where everybody or nobody has the outcome."""
    from osteo_core.evaluation.reports.compare_models import compare_models

    return reviewed.kept("examination", lambda: compare_models(reviewed.study))
