"""Everybody, counted: people alike in age, T-score, risk and group are one row, so that a browser counts all of them at every move.

Few people are kept as they are. Of more, ages and T-scores are taken in steps, the finest with which the rows are not too many; a step of
the T-score ends where a limit of the WHO lies, which belongs to the step below it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.evaluation.linked.people import Array, LinkedPeople
from osteo_core.evaluation.reports.study import Labels

MOST_DRAWN = 2_500
"""People drawn one by one, and those up to whom nothing is taken in steps."""
MOST_CELLS = 2_000
"""Rows with which finer steps are given up; the coarsest steps may have more."""
MOST_LABELS = 12
"""Groups shown by name; the people of more than that are counted together."""
NOT_KNOWN, OTHERS = -1, -2
"""Places of people without a label, and of those whose group is not among the MOST_LABELS."""
TENTHS = 10
_STEPS = ((1.0, 0.1), (1.0, 0.5), (2.0, 0.5), (5.0, 0.5))
_BARS = 20
_WIDTHS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
_SEED = 20261126
_DUST = 1e-9


@dataclass(frozen=True, kw_only=True)
class Cells:
    """All people by cells.

    Attributes:
        table: age, t (a cell's middle, NaN where not known), risk (middle of its bar, NaN), tenth (1..10 of those with a risk, by risk; 0),
            group (place in `labels`, NOT_KNOWN, OTHERS), n, known (outcome), events; weight, weighted_events: sums over those with a known
            outcome; risk_weight, weighted_risk: over those of them who have a risk.
        labels: of the group, in the order of the chart; others: number of labels counted as OTHERS.
        age_step, t_step: 0 where nothing was taken in steps; bar: width of a bar of risk; bars: their number.
        n: people.
    """

    table: pd.DataFrame = field(repr=False)
    labels: tuple[str, ...]
    others: int
    age_step: float
    t_step: float
    bar: float
    bars: int
    n: int


def count_cells(people: LinkedPeople, column: str | None, order: tuple[str, ...] = ()) -> Cells:
    """Count the people in cells, by a column of their groups (None: all in one, not known).

    Args:
        order: of the labels; those that are not in it come after it, by their number.
    """
    codes, labels, others = _coded(people.groups[column] if column else np.full(people.n, None, object), order)
    bar, bars = _bars(people.risk)
    known = np.isfinite(people.outcome)
    judged = known & np.isfinite(people.risk)
    weight = np.where(known, 1.0 if people.weight is None else people.weight, 0.0)
    rows = pd.DataFrame(
        {
            "age": people.age, "t": people.t_score, "risk": _middle_of_bar(people.risk, bar, bars), "tenth": _tenths(people.risk, judged),
            "group": codes, "n": 1, "known": known.astype(int), "events": np.nan_to_num(people.outcome).astype(int),
            "weight": weight, "weighted_events": weight * np.nan_to_num(people.outcome),
            "risk_weight": weight * judged, "weighted_risk": weight * judged * np.nan_to_num(people.risk),
        }
    )  # fmt: skip
    table, age_step, t_step = _in_steps(rows)
    return Cells(table=table, labels=labels, others=others, age_step=age_step, t_step=t_step, bar=bar, bars=bars, n=people.n)


def drawn_people(people: LinkedPeople, column: str | None, cells: Cells) -> pd.DataFrame:
    """Up to MOST_DRAWN of those with age and T-score, the same ones each time.

    Returns:
        age, t, risk and group as in the cells, outcome (-1 where not known).
    """
    places = np.flatnonzero(np.isfinite(people.age) & np.isfinite(people.t_score))
    if len(places) > MOST_DRAWN:
        places = np.sort(np.random.default_rng(_SEED).choice(places, MOST_DRAWN, replace=False))
    labels = people.groups[column][places] if column else np.full(len(places), None, object)
    of_label = {label: place for place, label in enumerate(cells.labels)}
    return pd.DataFrame(
        {
            "age": people.age[places], "t": people.t_score[places], "risk": _middle_of_bar(people.risk[places], cells.bar, cells.bars),
            "group": [NOT_KNOWN if _unknown(label) else of_label.get(str(label), OTHERS) for label in labels],
            "outcome": np.where(np.isnan(people.outcome[places]), -1, people.outcome[places]).astype(int),
        }
    )  # fmt: skip


def _in_steps(rows: pd.DataFrame) -> tuple[pd.DataFrame, float, float]:
    if len(rows) <= MOST_DRAWN:
        return _summed(rows), 0.0, 0.0
    for age_step, t_step in _STEPS:
        middles = {
            "age": (np.floor(rows["age"] / age_step + _DUST) + 0.5) * age_step,
            "t": (np.ceil(rows["t"] / t_step - _DUST) - 0.5) * t_step,
        }
        table = _summed(rows.assign(**{name: middle.round(6) for name, middle in middles.items()}))
        if len(table) <= MOST_CELLS:
            break
    return table, age_step, t_step


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.groupby(["age", "t", "risk", "tenth", "group"], dropna=False, sort=True).sum().reset_index()


def _coded(labels: Labels, order: tuple[str, ...]) -> tuple[NDArray[np.int64], tuple[str, ...], int]:
    """(n,) places, the labels that have one, and how many have none."""
    texts = pd.Series([None if _unknown(label) else str(label) for label in labels], dtype=object)
    counts = texts.value_counts()
    by_number = sorted(counts.index, key=lambda label: (order.index(label) if label in order else len(order), -counts[label], label))
    shown = by_number if len(by_number) <= MOST_LABELS else sorted(by_number, key=lambda label: (-counts[label], label))[: MOST_LABELS - 1]
    named = tuple(label for label in by_number if label in shown)
    places = {label: place for place, label in enumerate(named)}
    codes = np.array([NOT_KNOWN if text is None else places.get(text, OTHERS) for text in texts], np.int64)
    return codes, named, len(by_number) - len(named)


def _unknown(label: object) -> bool:
    return label is None or label != label or label == ""


def _bars(risk: Array) -> tuple[float, int]:
    """Width and number of the bars of risk, from 0 to the highest risk."""
    top = float(np.nanmax(risk)) if np.isfinite(risk).any() else 1.0
    bar = next((width for width in _WIDTHS if top <= width * _BARS + _DUST), _WIDTHS[-1])
    return bar, max(1, int(np.ceil(top / bar - _DUST)))


def _middle_of_bar(risk: Array, bar: float, bars: int) -> Array:
    """(n,) middle of the bar in which a risk lies; the highest risk of all belongs to the last bar."""
    return np.asarray(np.round((np.minimum(np.floor(risk / bar + _DUST), bars - 1) + 0.5) * bar, 6))


def _tenths(risk: Array, known: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(n,) 1..10 by the risk, cut at the tenths of those whose outcome is known; 0 without a risk, or where no outcome is known."""
    if not known.any():
        return np.zeros(len(risk), np.int64)
    cuts = np.unique(np.quantile(risk[known], np.arange(1, TENTHS) / TENTHS))
    return np.where(np.isfinite(risk), np.searchsorted(cuts, np.nan_to_num(risk), side="right") + 1, 0)
