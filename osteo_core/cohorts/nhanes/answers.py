"""NHANES answers as coded in CDC's files, turned into the columns of the shipped extract.

Refused (7, 77, ...) and don't know (9, 99, ...) are missing. Each definition gives back the extract's numbers where the codebooks print
counts for the same people (cycle P, whose 4 987 rows are those of P_OSQ: 611 told, 394 mothers, 133 fathers, 4 920 with a length of
steroid use). Where the extract leaves two things open, this is what is done here:

- `fx_<bone>_after20` is unknown where the age at a fracture is, unless it was "50 or older" (cycle P of the extract has nobody unknown).
- `ra` is unknown for people who do not know their kind of arthritis (in cycles F and J the extract has "no" for everybody else).

`parent_hip` follows the extract: "no" needs one parent's answer only. A month of drinking counts 30.4 days; the classes of 2017-20 count
as the extract has them (such as 9 days a year for "7 to 11 times").
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

_ADULT_FROM = 20
_AGE_ASKED_UP_TO = 85
_DAYS_PER_UNIT = {1: 7.0, 2: 30.4, 3: 365.0}  # week, month, year
_DRINKING_DAYS = {0: 0.0, 1: 365.0, 2: 300.0, 3: 182.0, 4: 104.0, 5: 52.0, 6: 30.0, 7: 12.0, 8: 9.0, 9: 4.5, 10: 1.5}
_DRINKS_ASKED_UP_TO = 95
_RHEUMATOID = {"MCQ190": 1, "MCQ191": 1, "MCQ195": 2}
_BONES = {"hip": "A", "wrist": "B", "spine": "C"}
_HISPANIC, _WHITE, _BLACK, _OTHER = "Hispanic", "White", "Black", "Other"
_RENAMED = {
    "RIDAGEYR": "age", "RIDRETH3": "ridreth3", "SDMVPSU": "psu", "SDMVSTRA": "strata", "WTMEC2YR": "wtmec", "WTMECPRP": "wtmec",
    "BMXBMI": "bmi", "BMXWT": "weight", "BMXHT": "height",
    "DXXNKBMD": "fn_bmd", "DXXOFBMD": "th_bmd", "DXXOSBMD": "ls_bmd", "DXASPNST": "ls_scan_status",
    "LBXSAPSI": "alp_UL", "LBDSCASI": "calcium_mmolL", "LBDSPHSI": "phosphate_mmolL",
    "DXXFRAX1": "frax_hip_prevfx", "DXXFRAX2": "frax_mof_prevfx", "DXXFRAX3": "frax_hip_noprevfx", "DXXFRAX4": "frax_mof_noprevfx",
}  # fmt: skip
_YES_NO = {
    "OSQ060": "told_osteoporosis", "OSQ070": "treated_osteoporosis", "OSQ130": "steroid_ever", "OSQ170": "mother_hip",
    "OSQ200": "father_hip", "SMQ020": "smoke_ever", "MCQ160A": "arthritis_any", "DXXPRVFX": "prev_fx_selfreport",
}  # fmt: skip


def extract_columns(answers: pd.DataFrame) -> pd.DataFrame:
    """The extract's columns that `answers` (one row a person, CDC's variable names) can give; a file that was not there gives none."""
    columns = {new: answers[old] for old, new in _RENAMED.items() if old in answers}
    columns |= {new: yes_no(answers[old]) for old, new in _YES_NO.items() if old in answers}
    columns["sex"] = answers["RIAGENDR"].map({1: "M", 2: "F"})
    columns["ethnicity"] = answers["RIDRETH1"].map({1: _HISPANIC, 2: _HISPANIC, 3: _WHITE, 4: _BLACK, 5: _OTHER})
    if "OSQ130" in answers:
        columns |= _fractures(answers)
        columns["parent_hip"] = _either(columns["mother_hip"], columns["father_hip"])
        columns["steroid_ge3mo"] = _three_months(answers)
    if "SMQ020" in answers:
        columns["smoke_current"] = _smoker(answers)
    if "ALQ130" in answers:
        columns["alcohol_drinks_per_day"] = drinks = _drinks_per_day(answers)
        columns["alcohol_ge3"] = (drinks >= 3).astype(float).mask(drinks.isna())
    if "MCQ160A" in answers:
        columns["ra"] = _rheumatoid(answers)
    if "DXXPRVFX" in answers:
        fractured = columns["prev_fx_selfreport"] == 1
        for kind in ("hip", "mof"):
            columns[f"frax_{kind}"] = columns[f"frax_{kind}_prevfx"].where(fractured, columns[f"frax_{kind}_noprevfx"])
    return pd.DataFrame(columns, index=answers.index)


def yes_no(codes: pd.Series) -> pd.Series:
    """1 yes, 2 no; everything else is missing."""
    return codes.map({1: 1.0, 2: 0.0})


def _fractures(answers: pd.DataFrame) -> dict[str, pd.Series]:
    columns = {}
    for bone, letter in _BONES.items():
        ever = yes_no(answers[f"OSQ010{letter}"])
        ages = answers[[name for name in answers if re.fullmatch(f"OSD030{letter}[A-J]", str(name))]]
        from_50 = answers[[name for name in answers if re.fullmatch(f"OSQ040{letter}[A-J]", str(name))]] == 2
        adult = ((ages >= _ADULT_FROM) & (ages <= _AGE_ASKED_UP_TO)).any(axis=1) | from_50.any(axis=1)
        child = (ages < _ADULT_FROM).any(axis=1) & (ages.isna() | (ages < _ADULT_FROM)).all(axis=1)
        columns[f"fx_{bone}"] = ever
        columns[f"fx_{bone}_after20"] = pd.Series(
            np.select([ever == 0, (ever == 1) & adult, (ever == 1) & child], [0.0, 1.0, 0.0], default=np.nan), index=ever.index
        )
    return columns


def _either(first: pd.Series, second: pd.Series) -> pd.Series:
    """1 where one is yes, 0 where one is no and none is yes."""
    yes, no = (first == 1) | (second == 1), (first == 0) | (second == 0)
    return pd.Series(np.select([yes, no], [1.0, 0.0], default=np.nan), index=first.index)


def _three_months(answers: pd.DataFrame) -> pd.Series:
    """Prednisone or cortisone for three months or more in all; the question is put after a month of daily use."""
    ever, amount, unit = yes_no(answers["OSQ130"]), answers["OSQ140Q"], answers["OSQ140U"]
    months = (amount * unit.map({1: 1.0, 2: 12.0})).mask(amount > 100)
    known = (ever == 1) & months.notna()
    return pd.Series(np.select([ever == 0, known], [0.0, (months >= 3).astype(float)], default=np.nan), index=ever.index)


def _smoker(answers: pd.DataFrame) -> pd.Series:
    """Smokes now, every day or some days; people with fewer than 100 cigarettes in their life are not asked and do not."""
    ever, now = yes_no(answers["SMQ020"]), answers["SMQ040"].map({1: 1.0, 2: 1.0, 3: 0.0})
    return now.mask(ever == 0, 0.0)


def _drinks_per_day(answers: pd.DataFrame) -> pd.Series:
    """US drinks a day on average over the last year: drinking days a year times drinks on such a day."""
    drinks = answers["ALQ130"].mask(answers["ALQ130"] > _DRINKS_ASKED_UP_TO)
    if "ALQ121" in answers:
        never = answers["ALQ111"] == 2
        days = answers["ALQ121"].map(_DRINKING_DAYS)
    else:
        never = answers["ALQ110"] == 2
        often = answers["ALQ120Q"].mask(answers["ALQ120Q"] > 366)
        days = (often * 365 / answers["ALQ120U"].map(_DAYS_PER_UNIT)).mask(often == 0, 0.0)
    return (days * drinks / 365).mask(never | (days == 0), 0.0)


def _rheumatoid(answers: pd.DataFrame) -> pd.Series:
    """Told of arthritis, and that it was rheumatoid. The code of the kind changed in 2011."""
    ever = yes_no(answers["MCQ160A"])
    name = next(name for name in _RHEUMATOID if name in answers)
    kind = answers[name].mask(answers[name].isin([7, 9]))
    known = (ever == 1) & kind.notna()
    return pd.Series(np.select([ever == 0, known], [0.0, (kind == _RHEUMATOID[name]).astype(float)], default=np.nan), index=ever.index)
