"""The scan alone: the WHO category, and the network's probability of osteoporosis from the DXA fields only (paper, Table 2, row 1).

The network's fracture risk from DXA alone is left out: its outcome is the virtual cohort's own, neither the hip nor the major osteoporotic
fracture of the scores that it would stand beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns
from osteo_core.patients.who import WhoCategory, who_categories
from osteo_core.scores.score import About, Remark, ScoreResult, Value
from osteo_core.scores.traits import Column

if TYPE_CHECKING:
    from osteo_core.inference.assessment import Assessment

_MEASURED = tuple(f"{site}_{what}" for site in ("lumbar_spine", "femoral_neck", "total_hip") for what in ("bmd", "t", "z"))

ABOUT = About(
    name="dxa_only",
    kind="category",
    inputs=("manufacturer", *_MEASURED, "age", "sex", "postmenopausal"),
    required=("|".join(_MEASURED),),
    horizon_years=None,
    source="WHO Technical Report Series 843 (1994); ISCD Adult Official Positions (2019); Table 2 of DOI 10.3724/j.pibb.2025.0374",
    licence="",
    order=10,
    outcomes=("bone_status", "osteoporosis"),
    columns=(Column("who_category", text=True),),
    needs_model=True,
    symbol="triangle-up",
)

_LACKING = {"patients.who.unknown.sex": "sex", "patients.who.unknown.age": "age", "patients.who.unknown.menopause": "postmenopausal"}


class Assesses(Protocol):
    """A trained model, as `osteo_core.inference.load_model` gives it."""

    def assess(self, patient: Patient) -> Assessment: ...


def for_patient(patient: Patient, model: Assesses | None = None) -> ScoreResult:
    """The WHO category; with a model also its probability of osteoporosis (percent) from the DXA fields alone."""
    who = patient.who_category()
    entered = patient.entered()
    scanned = any(name in _MEASURED for name in entered.get("dxa", {}))
    known = entered.get("dxa", {}).keys() | (entered.get("clinical", {}).keys() & {"age", "sex", "postmenopausal"})
    values = [Value("bone_status", category=who.category)] if scanned and who.category else []
    if scanned and model is not None:
        values.append(_probability(patient, model))
    return ScoreResult(
        ABOUT,
        values=tuple(values),
        used=tuple(name for name in ABOUT.inputs if name in known),
        lacking=_lacking(who, scanned),
        remarks=(Remark(who.key, dict(who.params)),) if who.category is None else (),
    )


def for_columns(columns: Columns) -> dict[str, list[str]]:
    """The WHO category of n people as "who_category", "" where it cannot be decided; the network's probability takes a model."""
    return {"who_category": who_category_columns(columns)}


def who_category_columns(columns: Mapping[str, Any]) -> list[str]:
    """The WHO category of each row of (entered or harmonised) columns, "" where it cannot be decided."""
    return [who.category or "" for who in who_categories(columns)]


def _probability(patient: Patient, model: Assesses) -> Value:
    risk = model.assess(Patient(dxa=patient.dxa)).osteoporosis
    if risk is None:
        raise ValueError("a model that does not answer the bone status")
    return Value("osteoporosis", 100 * risk.probability, low=100 * risk.low, high=100 * risk.high, interval="estimate")


def _lacking(who: WhoCategory, scanned: bool) -> tuple[str, ...]:
    """What keeps the category undecided; any one site would do, the femoral neck stands for them."""
    undecided = [_LACKING[who.key]] if who.key in _LACKING else []
    return tuple(undecided) if scanned else ("femoral_neck_bmd", *undecided)
