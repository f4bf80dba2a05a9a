"""The parameters of the world "as in life": one typed reader of parameters.toml. Every number carries its source and its basis."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from osteo_core.errors import InvalidInput, Problem
from osteo_core.released import reading

FILE = Path(__file__).parent / "parameters.toml"

T = TypeVar("T")
Basis = Literal["verified", "default"]
Numbers = tuple[float, ...]
Pairs = tuple[tuple[float, float], ...]
ByField = dict[str, float]


class _Strict(BaseModel):
    """Unknown keys are refused; nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Cited(_Strict, Generic[T]):
    """A value, the key of its source, and whether the source gives it ("verified") or it was chosen ("default")."""

    value: T
    source: str
    basis: Basis


class People(_Strict):
    """Whom is drawn, and what is drawn beside the survey's answers."""

    cycles: Cited[tuple[str, ...]]
    least_age: Cited[int]
    height_noise_cm: Cited[float]
    weight_noise: Cited[float]
    oldest_age_bands: Cited[Numbers]
    oldest_women: Cited[Numbers]
    oldest_men: Cited[Numbers]
    loss_after_80_women: Cited[Numbers]
    loss_after_80_men: Cited[Numbers]
    menopause_age: Cited[float]
    menopause_scale: Cited[float]
    secondary_log_odds: Cited[float]
    secondary_per_neck_sd: Cited[float]
    other_ethnicity_as: Cited[str]


class Scanner(_Strict):
    """Root-mean-square SD of repeated scans, g/cm2."""

    lumbar_spine: Cited[float]
    femoral_neck: Cited[float]
    total_hip: Cited[float]


class Markers(_Strict):
    """Turnover markers: (geometric mean, SD of the logarithm) before and after the menopause and in men; correlations."""

    p1np: Cited[Pairs]
    ctx: Cited[Pairs]
    balp: Cited[Pairs]
    osteocalcin: Cited[Pairs]
    trap5b: Cited[Pairs]
    loadings: Cited[ByField]
    neck_r: Cited[ByField]
    bmi_r: Cited[float]
    glucocorticoids: Cited[ByField]


class Micro(_Strict):
    """HR-pQCT: (mean at `age_from`, SD, % a year) of women and of men; correlations."""

    bv_tv: Cited[tuple[Numbers, ...]]
    tb_n: Cited[tuple[Numbers, ...]]
    tb_th: Cited[tuple[Numbers, ...]]
    tb_sp: Cited[tuple[Numbers, ...]]
    ct_th: Cited[tuple[Numbers, ...]]
    age_from: Cited[float]
    wider: Cited[float]
    neck_r_tibia: Cited[ByField]
    within_sex_and_age: Cited[float]
    radius: Cited[float]
    correlation: Cited[tuple[Numbers, ...]]


class Genes(_Strict):
    """The panel of SNPs; frequencies of the two named ones by ethnicity, in the order of ETHNICITIES."""

    neck_r: Cited[float]
    frequency_range: Cited[tuple[float, float]]
    spread: Cited[tuple[float, float]]
    rs1544410: Cited[Numbers]
    rs2277438: Cited[Numbers]


class VitaminD(_Strict):
    """25(OH)D, nmol/L: (mean, SD) by ethnicity."""

    european: Cited[tuple[float, float]]
    african: Cited[tuple[float, float]]
    asian: Cited[tuple[float, float]]
    hispanic: Cited[tuple[float, float]]
    other: Cited[tuple[float, float]]
    per_bmi: Cited[float]
    per_bmi_african: Cited[float]
    bmi_centre: Cited[float]
    neck_r: Cited[float]
    least: Cited[float]
    most: Cited[float]


class Calcium(_Strict):
    """Intake (mg/day) by sex and age group, and serum calcium (mmol/L)."""

    intake_ages: Cited[Numbers]
    intake_women: Cited[Numbers]
    intake_men: Cited[Numbers]
    intake_log_sd: Cited[float]
    serum: Cited[tuple[float, float]]


class Movement(_Strict):
    """Balance, gait and falls by age and sex; residual correlations."""

    decades: Cited[Numbers]
    speed_women: Cited[Numbers]
    speed_men: Cited[Numbers]
    speed_unselected: Cited[float]
    speed_sd: Cited[float]
    speed_bmi_r: Cited[float]
    speed_limits: Cited[tuple[float, float]]
    stance: Cited[Numbers]
    stance_sd: Cited[Numbers]
    stance_cap: Cited[float]
    sway: Cited[Numbers]
    sway_sd: Cited[float]
    cadence: Cited[tuple[float, float]]
    step_cv_ages: Cited[tuple[float, float]]
    step_cv: Cited[tuple[float, float]]
    step_cv_log_sd: Cited[float]
    correlation: Cited[tuple[Numbers, ...]]
    fall_ages: Cited[Numbers]
    falls: Cited[Numbers]
    fall_log_odds_female: Cited[float]
    fall_log_odds_per_sd: Cited[float]
    score: Cited[Numbers]


class Hazard(_Strict):
    """Hazard ratios of (fractures other than of the hip, hip fractures), given FRAX's inputs."""

    markers: Cited[tuple[float, float]]
    micro: Cited[tuple[float, float]]
    movement: Cited[tuple[float, float]]
    fall_women: Cited[tuple[float, float]]
    fall_men: Cited[tuple[float, float]]
    vitamin_d: Cited[tuple[float, float]]
    vitamin_d_from: Cited[float]
    vitamin_d_sd: Cited[float]
    genes: Cited[tuple[float, float]]
    micro_weights: Cited[ByField]
    movement_weights: Cited[ByField]


class FollowUp(_Strict):
    """How long people are followed, years."""

    full: Cited[float]
    shortest: Cited[float]


class Availability(_Strict):
    """Shares of people who have a modality, and who lack a field of one that they have."""

    dxa: Cited[float]
    spine_not_scanned: Cited[float]
    hip_not_scanned: Cited[float]
    btm: Cited[float]
    micro: Cited[float]
    gene: Cited[float]
    sensory: Cited[float]
    correlation: Cited[float]
    fields: Cited[ByField]


class Parameters(_Strict):
    """All of parameters.toml."""

    people: People
    scanner: Scanner
    markers: Markers
    micro: Micro
    genes: Genes
    vitamin_d: VitaminD
    calcium: Calcium
    movement: Movement
    hazard: Hazard
    follow_up: FollowUp
    availability: Availability
    sources: dict[str, str]

    def cited(self) -> Iterator[tuple[str, Cited[Any]]]:
        """Every number with its dotted name."""
        for section in type(self).model_fields:
            group = getattr(self, section)
            if isinstance(group, BaseModel):
                for name in type(group).model_fields:
                    yield f"{section}.{name}", getattr(group, name)


def read_parameters(text: str) -> Parameters:
    """The parameters of a TOML text.

    Raises:
        InvalidInput: a key unknown or absent, a value of another form, or a source that [sources] does not name.
    """
    try:
        parameters = Parameters.model_validate(tomllib.loads(text))
    except ValidationError as error:
        raise InvalidInput(_problem(wrong) for wrong in error.errors()) from error
    unnamed = [(name, number.source) for name, number in parameters.cited() if number.source not in parameters.sources]
    if unnamed:
        allowed = ", ".join(parameters.sources)
        raise InvalidInput(
            Problem(name, "cohorts.life.parameter.source", {"value": source, "allowed": allowed}) for name, source in unnamed
        )
    return parameters


def _problem(wrong: Any) -> Problem:
    where = ".".join(str(part) for part in wrong["loc"])
    kinds = {"extra_forbidden": "unknown", "missing": "missing"}
    return Problem(where, f"cohorts.life.parameter.{kinds.get(wrong['type'], 'form')}", {"value": repr(wrong["input"])})


@cache
def load_parameters() -> Parameters:
    """The shipped parameters. Raises ArtifactError where the file is missing or damaged."""
    with reading(FILE):
        return read_parameters(FILE.read_text(encoding="utf-8"))
