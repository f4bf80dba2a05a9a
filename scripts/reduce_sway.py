"""Reduce the force-plate data to what ships in osteo_core/cohorts/balance/data.

    python scripts/reduce_sway.py bds_cop_20hz.npz bds_subjects.csv osteo_core/cohorts/balance/data

Data: Santos & Duarte 2016, PeerJ 4:e2648, CC BY 4.0 (trials block-averaged from 100 Hz to 20 Hz, and their table of subjects).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from osteo_core.cohorts.balance.recordings import CM_PER_STEP

_COLUMNS = {
    "Trial": "trial", "Subject": "person", "Vision": "vision", "Surface": "surface", "Age": "age", "AgeGroup": "age_group",
    "Gender": "sex", "Falls12m": "falls", "COParea": "area", "COPvelo": "velocity", "COPmfreq": "frequency",
}  # fmt: skip


def main(recordings: str, subjects: str, out: str) -> None:
    """Write the recordings as whole steps of `CM_PER_STEP` and the table without diagnoses and questionnaires."""
    stored = np.load(recordings)
    steps = np.round(stored["cop_cm"].astype(np.float64) / CM_PER_STEP)
    if np.abs(steps).max() > np.iinfo(np.int16).max:
        raise ValueError("a recording leaves the range of the stored steps")
    np.savez_compressed(Path(out) / "centre_of_pressure.npz", trial=stored["trial"], steps=steps.astype(np.int16))
    table = pd.read_csv(subjects)[list(_COLUMNS)].rename(columns=_COLUMNS)
    for column in ("vision", "surface", "age_group"):
        table[column] = table[column].str.lower()
    table["sex"] = table["sex"].map({"F": "female", "M": "male"})
    table.to_parquet(Path(out) / "trials.parquet", index=False)


if __name__ == "__main__":
    main(*sys.argv[1:4])
