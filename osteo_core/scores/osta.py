"""OSTA and OST: who should have a scan, from age and weight alone. One index, 0.2 * (weight kg - age years); cut-offs by population.

- Asian women after menopause (OSTA): Koh et al., Osteoporos Int 2001;12:699-705: above -1 low, -1 to -4 intermediate, below -4 high risk.
- Other women after menopause (OST): below 2, as in Crandall et al., J Bone Miner Res 2014;29:1661-1666 (Women's Health Initiative, age 50
  to 64: 80 % sensitive and 66 % specific for a femoral neck T-score of -2.5 or lower).
- Men (OST): Adler et al., Mayo Clin Proc 2003;78:723-727 (181 men of a US veterans' hospital): 4 and over low, -1 to 3 moderate, -2 and
  below high risk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns
from osteo_core.scores.score import About, Remark, ScoreResult, Value
from osteo_core.scores.traits import Column, CutOff, Screening, ScreeningIndex, Sex


@dataclass(frozen=True)
class CutOffs:
    """Categories of one population: the highest index of each, ascending; the last has no upper end."""

    population: str
    categories: tuple[tuple[str, float], ...]

    def category(self, index: float) -> str:
        """The category of a truncated index."""
        return next(name for name, highest in self.categories if index <= highest)

    def published(self, name: str, sex: Sex, source: str, *, rule: bool = False) -> CutOff:
        """Scan everybody but the lowest category, in the sex that these were made for."""
        return CutOff(name=name, column="osta", sex=sex, source=source, at_most=self.categories[-2][1], rule=rule)


ASIAN_WOMEN = CutOffs("asian_women", (("high", -5), ("intermediate", -1), ("low", np.inf)))
OTHER_WOMEN = CutOffs("other_women", (("increased", 1), ("low", np.inf)))
MEN = CutOffs("men", (("high", -2), ("intermediate", 3), ("low", np.inf)))

ABOUT = About(
    name="osta",
    kind="index",
    inputs=("age", "weight_kg", "sex", "ethnicity", "postmenopausal"),
    required=("age", "weight_kg"),
    horizon_years=None,
    source=(
        "Koh LK, et al. Osteoporos Int 2001;12:699-705 (OSTA); Crandall CJ, et al. J Bone Miner Res 2014;29:1661-1666 (OST, women); "
        "Adler RA, et al. Mayo Clin Proc 2003;78:723-727 (OST, men)"
    ),
    licence="",
    order=40,
    outcomes=("screening",),
    columns=(Column("osta"),),
    screening=Screening(
        indices=(
            ScreeningIndex(name="ost", column="ost", words="index.ost", low_is_risk=True),
            ScreeningIndex(name="osta", column="osta", words="index.osta", low_is_risk=True, drawn=False),
        ),
        cut_offs=(
            OTHER_WOMEN.published("ost_women", "female", "Crandall et al., J Bone Miner Res 2014;29:1661-6", rule=True),
            MEN.published("ost_men", "male", "Adler et al., Mayo Clin Proc 2003;78:723-7", rule=True),
            ASIAN_WOMEN.published("osta_women", "female", "Koh et al., Osteoporos Int 2001;12:699-705"),
        ),
    ),
)


def for_columns(columns: Columns) -> dict[str, NDArray[np.float64]]:
    """The index of n people as "ost", truncated toward zero to a whole number as "osta"; NaN without age or weight."""
    # Rounded first: 0.2 * (weight - age) of decimal entries falls short of a whole number by floating-point noise.
    ost = np.round((columns["weight_kg"] - columns["age"]) / 5, 9)
    return {"osta": np.trunc(ost) + 0.0, "ost": ost}  # + 0.0: no negative zero


def for_patient(patient: Patient) -> ScoreResult:
    """The whole-number index with the category of the population that the person belongs to, and what that population leaves out."""
    entered = patient.entered().get("clinical", {})
    used = tuple(name for name in ABOUT.inputs if name in entered)
    lacking = tuple(name for name in ABOUT.required if name not in entered)
    if lacking:
        return ScoreResult(ABOUT, used=used, lacking=lacking)
    index = float(for_columns(patient.harmonised().columns)["osta"][0])
    cut_offs = _cut_offs(entered)
    value = Value("screening", index, category=cut_offs.category(index))
    return ScoreResult(ABOUT, values=(value,), used=used, remarks=_remarks(entered, cut_offs))


def _cut_offs(entered: dict[str, Any]) -> CutOffs:
    """OSTA's own where sex or ethnicity is not known."""
    if entered.get("sex") == "male":
        return MEN
    return ASIAN_WOMEN if entered.get("ethnicity") in ("asian", None) or "sex" not in entered else OTHER_WOMEN


def _remarks(entered: dict[str, Any], cut_offs: CutOffs) -> tuple[Remark, ...]:
    remarks = [Remark(f"scores.osta.remark.{cut_offs.population}")]
    remarks += [Remark(f"scores.osta.remark.unknown_{name}", field=name) for name in ("sex", "ethnicity") if _matters(name, entered)]
    if cut_offs is OTHER_WOMEN and entered["ethnicity"] != "european":
        remarks.append(Remark("scores.osta.remark.not_studied", field="ethnicity"))
    if cut_offs is MEN and entered.get("ethnicity") == "asian":
        remarks.append(Remark("scores.osta.remark.asian_men", field="ethnicity"))
    if entered.get("postmenopausal") is False and cut_offs is not MEN:
        remarks.append(Remark("scores.osta.remark.premenopausal", field="postmenopausal"))
    return tuple(remarks)


def _matters(name: str, entered: dict[str, Any]) -> bool:
    """Whether the answer is unknown and decides which cut-offs apply."""
    return name not in entered and (name == "sex" or entered.get("sex") == "female")
