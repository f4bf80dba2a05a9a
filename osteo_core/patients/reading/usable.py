"""The part of a record that can be used while some of its fields are refused: each is left out by name, the rest counts at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from osteo_core.catalogue import BLOCKS, CATALOGUE, SITES
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.patient import Patient

_SIZE = ("height_cm", "weight_kg")


@dataclass(frozen=True)
class Usable:
    """The Patient of the fields that may be used (None where nothing is left).

    `refused`: name -> why it is left out. `lacks`: why there is no Patient although no field is to blame, such as a record of the
    scanner's maker alone.
    """

    patient: Patient | None = None
    refused: dict[str, Problem] = field(default_factory=dict)
    lacks: tuple[Problem, ...] = ()


def usable(values: Mapping[str, Any], identity: Mapping[str, Any] = MappingProxyType({})) -> Usable:
    """The Patient made of `values` (name -> value, in the order in which they were entered) without those that are refused.

    A value that is wrong by itself is left out. Of values that contradict each other, the one entered last is. A BMD is left out while its
    manufacturer is not known. `identity`: the record's id and label.
    """
    kept, refused = dict(values), dict[str, Problem]()
    while kept:
        try:
            return Usable(Patient.read({**identity, **nested(kept)}), refused)
        except InvalidInput as error:
            found = _left_out(error.problems, kept)
            if not found:
                return Usable(None, refused, () if refused else error.problems)
        refused |= found
        kept = {name: value for name, value in kept.items() if name not in found}
    return Usable(None, refused)


def nested(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Flat values as a record nested by modality, the form that Patient reads."""
    blocks = {block: {f.name: values[f.name] for f in CATALOGUE.of(block) if f.name in values} for block in BLOCKS}
    return {block: fields for block, fields in blocks.items() if fields}


def _left_out(problems: tuple[Problem, ...], kept: Mapping[str, Any]) -> dict[str, Problem]:
    """All that are wrong by themselves; else the one field that settles the first contradiction."""
    involved = [(problem, _involved(problem, kept)) for problem in problems]
    alone = {names[0]: problem for problem, names in involved if len(names) == 1}
    if alone:
        return alone
    for problem, names in involved:
        if problem.key.endswith(".needs_manufacturer"):
            return dict.fromkeys(names, problem)
        if names:
            return {max(names, key=list(kept).index): problem}
    return {}


def _involved(problem: Problem, kept: Mapping[str, Any]) -> list[str]:
    """The entered fields that a problem is about."""
    name = problem.where.split(".")[1] if "." in problem.where else ""
    pairs = {
        "needs_manufacturer": tuple(f"{site}_bmd" for site in SITES),
        "t_disagrees": (name, f"{name.removesuffix('_t')}_bmd"),
        "bmi_disagrees": ("bmi", *_SIZE),
        "bmi_impossible": _SIZE,
        "fracture_sites": ("prior_fracture", "prior_fracture_sites"),
        "women_only": ("sex", name),
    }
    return [known for known in pairs.get(problem.key.rpartition(".")[2], (name,)) if known in kept]
