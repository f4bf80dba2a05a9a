"""Golden numbers from scikit-survival's cumulative_dynamic_auc. Run here, with scikit-survival installed: python make_sksurv.py."""

import pandas as pd
from sksurv.metrics import cumulative_dynamic_auc
from sksurv.util import Surv

TIMES = [2, 5, 8, 10]
table = pd.read_csv("table.csv")
rows = []
for what, column in (("no_deaths", "time"), ("no_deaths_tied", "years")):
    # Deaths are taken as censorings; an event counts as before a censoring of the same time.
    people = Surv.from_arrays(table["event"] == 1, table[column] + 1e-6 * (table["event"] != 1))
    areas, _ = cumulative_dynamic_auc(people, people, table["prediction"], TIMES)
    rows += [{"what": what, "time": time, "auc": area} for time, area in zip(TIMES, areas, strict=True)]
pd.DataFrame(rows).to_csv("sksurv.csv", index=False)
