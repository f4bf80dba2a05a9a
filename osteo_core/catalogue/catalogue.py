"""Reads features.toml and the SNP panel into the one `CATALOGUE`."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from osteo_core.catalogue.feature import Feature
from osteo_core.catalogue.synonyms import further_units, words_of
from osteo_core.constants import MODALITIES
from osteo_core.released import reading
from osteo_core.translations import FALLBACK, LANGUAGES, sentences, translate

BLOCKS = (*MODALITIES, "history")
SITES = ("lumbar_spine", "femoral_neck", "total_hip")

_PAIRS = ("conventional", "allowed", "usual")


class Catalogue:
    """All features in order: the blocks in the order of `BLOCKS`, within a block as in the table."""

    def __init__(self, features: tuple[Feature, ...]) -> None:
        self.features = features
        self._by_name = {feature.name: feature for feature in features}
        if len(self._by_name) != len(features):
            raise ValueError("a feature's name is used twice in the catalogue")
        self._by_block = {block: tuple(f for f in features if f.modality == block) for block in BLOCKS}
        self.snp_names: tuple[str, ...] = tuple(f.name for f in features if f.kind == "dosage")
        self.SNPS = self.snp_names

    def __getitem__(self, name: str) -> Feature:
        return self._by_name[name]

    def get(self, name: str) -> Feature | None:
        """The feature of that name, None where there is none."""
        return self._by_name.get(name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Feature]:
        return iter(self.features)

    def __len__(self) -> int:
        return len(self.features)

    @property
    def names(self) -> tuple[str, ...]:
        """Every feature's name, in order."""
        return tuple(self._by_name)

    def of(self, modality: str) -> tuple[Feature, ...]:
        """The features of one block (a modality or "history"). Raises KeyError for an unknown block."""
        return self._by_block[modality]

    def entered(self, modality: str) -> tuple[Feature, ...]:
        """The features of one block that a form asks for: neither derived ones nor arrays."""
        return tuple(f for f in self.of(modality) if not f.derived and f.kind != "array")

    def enterable(self, modality: str) -> tuple[Feature, ...]:
        """Every field that a record of this block may hold: also T- and Z-scores, and the measured arrays."""
        return tuple(f for f in self.of(modality) if f.enterable)

    def modality_label(self, modality: str, language: str = "en") -> str:
        """The name of a block in `language`."""
        return sentences(language)[f"modality.{modality}"]


def _load() -> Catalogue:
    folder = Path(__file__).parent
    with reading(folder / "features.toml"), (folder / "features.toml").open("rb") as file:
        table = tomllib.load(file)
    snp = table.pop("snp")
    table_of_snps = folder / "snp_panel_63.csv"
    with reading(table_of_snps), table_of_snps.open(encoding="utf-8", newline="") as panel:
        snps = [_snp_feature(row, snp) for row in csv.DictReader(panel)]
    features = [_feature(name, row | _texts(name)) for name, row in table.items()] + snps
    return Catalogue(tuple(sorted(features, key=lambda f: BLOCKS.index(f.modality))))  # stable: keeps the table's order


def _feature(name: str, row: dict[str, Any]) -> Feature:
    fields = dict(row)
    for pair in _PAIRS:
        if pair in fields:
            fields[pair] = tuple(fields[pair])
    fields["step"] = float(fields.get("step", 0.01))
    fields["categories"] = tuple(fields.get("categories", ()))
    fields["confusions"] = (*((unit, float(factor)) for unit, factor in fields.get("confusions", ())), *further_units(name))
    fields["synonyms"] = words_of(name)
    return Feature(name=name, **fields)


def _texts(name: str) -> dict[str, Any]:
    """What a feature is called, its help, and the reason added where a value is refused, which few have."""
    reasoned = f"catalogue.{name}.outside" in sentences(FALLBACK)
    return {"label": _text(f"{name}.label"), "help": _text(f"{name}.help"), "outside": _text(f"{name}.outside") if reasoned else None}


def _text(key: str, **params: str) -> dict[str, str]:
    """A feature's text in every language."""
    return {language: translate(f"catalogue.{key}", language, **params) for language in LANGUAGES}


def _snp_feature(row: dict[str, str], template: dict[str, Any]) -> Feature:
    """One SNP from the panel's table; the help says what the paper names and what is only a candidate."""
    facts = {"rsid": row["rsid"], "gene": row["gene"]}
    help_text = _text(f"snp.help.{row['named_in_paper'].replace(' ', '_')}", **facts)
    return _feature(row["rsid"], template | {"label": _text("snp.label", **facts), "help": help_text})


CATALOGUE = _load()
