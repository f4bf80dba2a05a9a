"""What was noticed in reading a record: derived, unusual and disagreeing values, and absent modalities, as sentences in waiting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.patients.completeness import present
from osteo_core.patients.dxa import round_t
from osteo_core.patients.harmonise import Flag, Harmonised
from osteo_core.patients.wording import feature_params, number_text, unit_hints
from osteo_core.translations import LANGUAGES, translate


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One remark about a record: `translate(key, language, **params)` is the sentence; `field` the feature or modality it is about."""

    kind: Literal["derived", "unusual", "warning", "absent"]
    key: str
    params: dict[str, Any] = field(default_factory=dict)
    field: str | None = None

    def text(self, language: str = "en") -> str:
        """The sentence in `language`."""
        return translate(self.key, language, **self.params)


def remarks(harmonised: Harmonised, row: int = 0) -> tuple[Remark, ...]:
    """The remarks about one row: unusual and disagreeing values first, then what was derived, then absent modalities."""
    flagged = [_flagged(flag, harmonised, row) for flag in harmonised.flags if flag.rows[row]]
    derived = [_derived(name, harmonised, row) for name, rows in harmonised.derived.items() if rows[row]]
    here = present(harmonised.columns)
    absent = [_absent(modality) for modality in MODALITIES if not here[modality][row]]
    return (*flagged, *derived, *absent)


def _flagged(flag: Flag, harmonised: Harmonised, row: int) -> Remark:
    feature = CATALOGUE[flag.field]
    params = feature_params(feature)
    if feature.is_numeric:
        params["value"] = number_text(harmonised.columns[flag.field][row])
    if feature.usual is not None:
        params |= {"low": number_text(feature.usual[0]), "high": number_text(feature.usual[1])}
    if flag.key == "patients.remark.unusual" and (hints := unit_hints(feature, float(harmonised.columns[flag.field][row]))):
        return Remark(kind="unusual", key="patients.remark.unusual_unit", params=params | {"hints": hints}, field=flag.field)
    if flag.key == "patients.remark.bmi_unusual":
        params |= {"bmi": f"{harmonised.columns['bmi'][row]:.1f}", "height": number_text(harmonised.columns["height_cm"][row])}
        params |= {"hints": unit_hints(feature, float(harmonised.columns[flag.field][row])) or dict.fromkeys(LANGUAGES, "")}
    if row in flag.reasons:
        params |= {"reason": {language: flag.reasons[row].sentence(language) for language in LANGUAGES}}
    return Remark(kind="unusual" if flag.kind == "unusual" else "warning", key=flag.key, params=params, field=flag.field)


def _derived(name: str, harmonised: Harmonised, row: int) -> Remark:
    feature, value = CATALOGUE[name], harmonised.columns[name][row]
    params = feature_params(feature)
    if feature.kind == "binary":
        answer = "yes" if value else "no"
        params["value"] = {language: translate(f"patients.{answer}", language) for language in LANGUAGES}
    else:
        scores = name.endswith(("_t", "_z"))
        params["value"] = f"{round_t(value) if scores else value:.{feature.decimals}f}".replace("-", "−")
    return Remark(kind="derived", key="patients.remark.derived", params=params, field=name)


def _absent(modality: str) -> Remark:
    label = {language: CATALOGUE.modality_label(modality, language) for language in LANGUAGES}
    return Remark(kind="absent", key="patients.remark.absent", params={"modality": label}, field=modality)
