"""Measure the amplitude of real sway against its velocity: the constant CM_PER_CM_S of osteo_core/network/series.py.

    python scripts/measure_sway_scale.py bds_cop_20hz.npz bds_subjects.csv

Data: Santos & Duarte 2016, PeerJ 4:e2648, CC BY 4.0 (the force-plate trials block-averaged to 20 Hz, and their table of subjects).
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd


def main(recordings: str, subjects: str) -> None:
    """Print the median and the 10th and 90th percentile over eyes-open, firm-surface trials."""
    stored = np.load(recordings)
    trials = pd.read_csv(subjects).set_index("Trial").loc[stored["trial"].astype(str)]
    quiet = ((trials["Vision"] == "Open") & (trials["Surface"] == "Firm")).to_numpy()
    blocks = stored["cop_cm"][quiet, :240].reshape(-1, 48, 5, 2).mean(2)
    ratio = blocks.std(1).mean(1) / trials["COPvelo"].to_numpy()[quiet]
    low, high = np.quantile(ratio, [0.1, 0.9])
    print(f"{quiet.sum()} trials: median {np.median(ratio):.2f} cm per cm/s, 10th to 90th percentile {low:.2f} to {high:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
