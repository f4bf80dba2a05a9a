"""Which LOINC codes stand for which measurement of a densitometer.

Source: the display texts of LOINC and the value sets of public implementation guides. There is no LOINC code for the femoral neck:
hip codes mean the total hip unless the body site or the code's own words say otherwise, and a femur's code says nothing without a
body site (`records.sources.fhir.body_site`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LOINC = "http://loinc.org"

Place = Literal["lumbar_spine", "hip", "femur"]
Kind = Literal["bmd", "t"]


@dataclass(frozen=True)
class Meaning:
    """Where and what was measured."""

    place: Place
    kind: Kind


MEANINGS: dict[str, Meaning] = {
    "24966-4": Meaning("lumbar_spine", "bmd"), "38267-1": Meaning("lumbar_spine", "t"),
    "38261-4": Meaning("hip", "bmd"), "38264-8": Meaning("hip", "t"),
    "46278-8": Meaning("hip", "bmd"), "80946-7": Meaning("hip", "t"),
    "46279-6": Meaning("hip", "bmd"), "80945-9": Meaning("hip", "t"),
    "24701-5": Meaning("femur", "bmd"), "38263-0": Meaning("femur", "t"),
    "80954-1": Meaning("femur", "bmd"), "80948-3": Meaning("femur", "t"),
    "80953-3": Meaning("femur", "bmd"), "80947-5": Meaning("femur", "t"),
}  # fmt: skip
"""Any side, left, right; of several values of one place on one day the lowest decides, as ISCD has it."""

UNITS: dict[Kind, frozenset[str]] = {
    "bmd": frozenset({"g/cm2", "g/cm-2", "g/cm²"}),
    "t": frozenset({"", "1", "{T-Score}", "{T-score}", "{score}", "T-score", "T-Score"}),
}
