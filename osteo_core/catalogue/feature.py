"""What one feature is: the row type of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from osteo_core.translations import sentences, translate

Kind = Literal["continuous", "integer", "binary", "category", "dosage", "set", "array"]
NUMERIC_KINDS = ("continuous", "integer", "binary", "dosage")


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One feature of a patient record.

    `name` is the flat column name, unique over all blocks. SI value = conventional value * factor, with
    `conventional = (unit, factor)`. `allowed` is the closed interval outside which a value is refused,
    `usual` the one outside which it is flagged. `derived` features are worked out from others where not entered;
    of those, the ones with `enterable` may also be entered (T- and Z-scores). `network` features are inputs of the network.
    `confusions` are units often typed by mistake, as (unit, factor) with allowed-scale value = typed value * factor.
    `synonyms` are names that hospitals, laboratories and cohorts give it, in any language.
    """

    name: str
    modality: str
    kind: Kind
    label: dict[str, str]
    help: dict[str, str]
    unit: str | None = None
    conventional: tuple[str, float] | None = None
    allowed: tuple[float, float] | None = None
    usual: tuple[float, float] | None = None
    categories: tuple[str, ...] = ()
    loinc: str | None = None
    derived: bool = False
    enterable: bool = True
    network: bool = False
    entered_as: str | None = None
    decimals: int = 2
    step: float = 0.01
    source: str | None = None
    confusions: tuple[tuple[str, float], ...] = ()
    outside: dict[str, str] | None = None
    synonyms: tuple[str, ...] = ()

    def label_in(self, language: str = "en") -> str:
        """The short label in `language`."""
        return self.label[language]

    def help_in(self, language: str = "en") -> str:
        """The help sentence in `language`."""
        return self.help[language]

    def unit_in(self, language: str = "en") -> str:
        """The unit as written in `language`; "" for a feature without one. Symbols such as g/cm² are the same in both."""
        if self.unit is None:
            return ""
        return sentences(language).get(f"unit.{self.unit}", self.unit)

    def label_with_unit_in(self, language: str = "en") -> str:
        """The label and its unit in that language's brackets: "Height (cm)", "身高（cm）"."""
        label, unit = self.label_in(language), self.unit_in(language)
        return translate("errors.name_and_label", language, name=label, label=unit) if unit else label

    def category_in(self, category: str, language: str = "en") -> str:
        """The label of one category ("ge_lunar" -> "GE Lunar"). Raises KeyError for a category that the feature lacks."""
        return sentences(language)[f"category.{self.name}.{category}"]

    @property
    def units(self) -> dict[str, float]:
        """Every unit it may come in, its own first -> the factor that makes it its own; empty for a feature without a unit."""
        if self.unit is None:
            return {}
        return {self.unit: 1.0} | dict([self.conventional] if self.conventional else []) | dict(self.confusions)

    @property
    def is_numeric(self) -> bool:
        """True where a column of this feature holds float64 with NaN for missing."""
        return self.kind in NUMERIC_KINDS

    @property
    def path(self) -> str:
        """The dotted field of the nested record, e.g. "dxa.femoral_neck_bmd"."""
        return f"{self.modality}.{self.name}"
