"""The published CSV in the catalogue's names: python -m osteo_core.cohorts.korea.make PUBLISHED.csv

Kept: sex, age, body size, serum calcium (mg/dL to mmol/L by 0.2495), the three T-scores. Left out: what the catalogue has no field for, the
two columns that are standardised within the data, and bone densities. "Femur neck BMD" is the neck region of hip structure analysis, no
densitometer's femoral neck; spine and hip densities contradict their own T-scores in nine rows, and the T-scores are what was judged by.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from osteo_core.cohorts.korea.table import FILE

MMOL_PER_MG_DL = 0.2495
"""Calcium: 10 / 40.08 g/mol."""
_NUMBERS = {
    "age": "Age(years)", "height_cm": "Height(cm)", "weight_kg": "Weight(kg)", "bmi": "BMI(kg/m2)",
    "lumbar_spine_t": "Lumbar spine LS T-score", "femoral_neck_t": "Femur neck T-score", "total_hip_t": "Total hip T-score",
}  # fmt: skip


def harmonised(published: pd.DataFrame) -> pd.DataFrame:
    """The published table in the catalogue's names; a cell that is no number is missing in two spine T-scores, and nowhere else."""
    numbers = {name: pd.to_numeric(published[column], errors="coerce").astype(float) for name, column in _NUMBERS.items()}
    calcium = (published["Calcium(mg/dl)"].astype(float) * MMOL_PER_MG_DL).round(3)
    sex = published["Sex(M=1, W=2)"].map({1: "male", 2: "female"})
    ids = [f"korea-{row + 1}" for row in range(len(published))]
    people = {"id": ids, "sex": sex, "ethnicity": "asian", **numbers, "serum_calcium": calcium, "manufacturer": "hologic"}
    return pd.DataFrame(people)


def main() -> None:
    """Write the table that ships."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("published", type=Path, metavar="PUBLISHED.csv")
    FILE.parent.mkdir(exist_ok=True)
    harmonised(pd.read_csv(parser.parse_args().published, encoding="utf-8-sig")).to_parquet(FILE, index=False)


if __name__ == "__main__":
    main()
