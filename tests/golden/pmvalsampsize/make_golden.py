"""Sample sizes of an external validation by pmvalsampsize 0.2.1: python make_golden.py, where that package is installed."""

import csv
import json
import sys
from pathlib import Path

from pmvalsampsize.pmvalsampsize import pmvalsampsize

CASES = (  # prevalence, c-statistic, mean and SD of the linear predictor, width for O/E
    (0.018, 0.8, -5.0, 2.5, 1.0),
    (0.22, 0.82, -1.75, 1.47, 0.22),
    (0.24, 0.83, -1.6, 1.3, 0.2),
    (0.5, 0.7, 0.0, 1.0, 0.2),
)
rows = []
for prevalence, c, mean, sd, width in CASES:
    found = pmvalsampsize(type="b", prevalence=prevalence, cstatistic=c, lpnormal=(mean, sd), oeciwidth=width, noprint=True)
    sizes = [int(row[1]) for row in found["results_table"] if row][:3]
    rows.append((prevalence, c, mean, sd, width, *sizes))
with Path("sizes.csv").open("w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(("prevalence", "c_statistic", "mean", "sd", "width", "observed_expected", "slope", "c"))
    writer.writerows(rows)
Path("versions.json").write_text(json.dumps({"python": sys.version.split()[0], "pmvalsampsize": "0.2.1"}) + "\n")
