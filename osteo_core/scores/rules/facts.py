"""What treatment rules read of a person, how one condition of a rule stands, and the words for both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.patients import Patient
from osteo_core.patients.dxa import round_t
from osteo_core.scores.score import ScoreResult
from osteo_core.translations import LANGUAGES, translate

Status = Literal["met", "not_met", "undecided"]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the conditions read: T-scores by measured site (one decimal), fractures (sites empty where none was named), age, FRAX-style."""

    t_scores: Mapping[str, float]
    prior_fracture: bool | None
    fracture_sites: tuple[str, ...]
    age: float | None
    frax: ScoreResult

    @classmethod
    def of(cls, patient: Patient, frax: ScoreResult) -> Facts:
        """The facts of one patient; T-scores that were not entered are worked out from BMD."""
        row = {name: column[0] for name, column in patient.harmonised().columns.items()}
        t_scores = {site: float(round_t(row[f"{site}_t"])) for site in SITES if not np.isnan(row[f"{site}_t"])}
        fracture = None if np.isnan(row["prior_fracture"]) else bool(row["prior_fracture"])
        age = None if np.isnan(row["age"]) else float(row["age"])
        return cls(t_scores=t_scores, prior_fracture=fracture, fracture_sites=row["prior_fracture_sites"] or (), age=age, frax=frax)


@dataclass(frozen=True)
class Reading:
    """How one condition stands for one person, and the sentence that says why."""

    status: Status
    key: str
    params: dict[str, Any] = field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        """What was found, without the condition itself."""
        return translate(f"scores.rules.reading.{self.key}", language, **self.params)


def beside(value: float, threshold: float) -> dict[str, Any]:
    """Both as text, with one decimal, or more where that would hide which is larger: 19.96 beside 20, not 20.0."""
    enough = (n for n in range(1, 6) if (round(value, n) >= round(threshold, n)) == (value >= threshold))
    decimals = next(enough, 6)
    return {"value": f"{value:.{decimals}f}", "threshold": f"{round(threshold, decimals):g}"}


def signed(t: float) -> str:
    """A T-score with one decimal and a true minus."""
    return f"{t:.1f}".replace("-", "−")


def site_names(names: Iterable[str]) -> dict[str, str]:
    """DXA sites in each language, listed."""
    return _joined([{lang: translate(f"scores.rules.site.{site}", lang) for lang in LANGUAGES} for site in names])


def fracture_names(names: Iterable[str]) -> dict[str, str]:
    """Fracture sites in each language, listed."""
    feature = CATALOGUE["prior_fracture_sites"]
    return _joined([{lang: feature.category_in(site, lang).lower() for lang in LANGUAGES} for site in names])


def field_labels(fields: Iterable[str]) -> dict[str, str]:
    """Labels of catalogue fields; of alternatives ("bmi|height_cm+weight_kg") all, joined by "/" and "+"."""
    return _joined([{lang: _label(entry, lang) for lang in LANGUAGES} for entry in fields])


def _label(entry: str, language: str) -> str:
    return " / ".join(" + ".join(CATALOGUE[name].label_in(language) for name in way.split("+")) for way in entry.split("|"))


def _joined(texts: list[dict[str, str]]) -> dict[str, str]:
    return {lang: translate("scores.rules.list_separator", lang).join(text[lang] for text in texts) for lang in LANGUAGES}
