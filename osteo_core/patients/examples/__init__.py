"""Example patients: real NHANES participants (public-use data) and people of the virtual cohort with more modalities.

Chosen and written by `osteo reproduce examples`, which holds the criteria and the seed; `index.json` lists them in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from osteo_core.patients.patient import Patient
from osteo_core.released import read_json, reading
from osteo_core.translations import LANGUAGES, translate

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Example:
    """One example patient. `label` and `description` are by language ("en", "zh"); `path` is the record as JSON."""

    id: str
    kind: Literal["nhanes", "virtual"]
    label: dict[str, str]
    description: dict[str, str]
    path: Path


@cache
def list_examples() -> tuple[Example, ...]:
    """All examples, the real people first."""
    path = _FOLDER / "index.json"
    index = read_json(path)
    with reading(path):
        return tuple(map(_example, index["examples"]))


def _example(entry: dict[str, Any]) -> Example:
    return Example(
        id=entry["id"],
        kind=entry["kind"],
        label=_in_every_language(entry, "label"),
        description=_in_every_language(entry, "description"),
        path=_FOLDER / f"{entry['id']}.json",
    )


def _in_every_language(entry: dict[str, Any], part: str) -> dict[str, str]:
    facts = {"age": entry["age"], "lowest_t": str(entry["lowest_t"]).replace("-", "−")}
    return {language: translate(f"examples.{entry['id']}.{part}", language, **facts) for language in LANGUAGES}


def load_example(example_id: str) -> Patient:
    """The record of one example. Raises KeyError for an unknown id."""
    for example in list_examples():
        if example.id == example_id:
            with reading(example.path):
                return Patient.from_json(example.path)
    raise KeyError(f"no example {example_id!r}; there are {', '.join(e.id for e in list_examples())}")
