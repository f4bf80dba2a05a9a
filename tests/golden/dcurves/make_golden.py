"""Golden numbers from dcurves. Run here, in an environment of its own (versions.json): python make_golden.py"""

import json
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from dcurves import dca

HERE = Path(__file__).parent
SEED = 20261123
rng = np.random.default_rng(SEED)
n = 300
latent = rng.normal(size=n)
table = pd.DataFrame(
    {
        "outcome": (rng.random(n) < 1 / (1 + np.exp(1.6 - latent))).astype(int),
        "fine": np.round(1 / (1 + np.exp(1.4 - latent + rng.normal(size=n))), 6),
        "coarse": np.round(1 / (1 + np.exp(1.8 - 0.6 * latent + rng.normal(size=n))), 1),
        "rule": (latent + rng.normal(size=n) > 0.8).astype(float),
    }
)
table.to_csv(HERE / "table.csv", index=False)
thresholds = np.round(np.arange(0.01, 1.0, 0.01), 2)
found = dca(data=table, outcome="outcome", modelnames=["fine", "coarse", "rule"], thresholds=thresholds)
found[["model", "threshold", "net_benefit"]].to_csv(HERE / "net_benefit.csv", index=False)
costly = dca(
    data=table,
    outcome="outcome",
    modelnames=["fine", "coarse", "rule"],
    thresholds=thresholds,
    harm={"fine": 0.01, "rule": 0.003},
    nper=100,
)
costly[["model", "threshold", "net_benefit", "net_intervention_avoided"]].to_csv(HERE / "harm.csv", index=False)
found100 = dca(data=table, outcome="outcome", modelnames=["fine", "coarse", "rule"], thresholds=thresholds, nper=100)
found100[["model", "threshold", "net_intervention_avoided"]].to_csv(HERE / "interventions.csv", index=False)
versions = {"python": platform.python_version(), "seed": SEED} | {name: version(name) for name in ("dcurves", "numpy", "pandas")}
(HERE / "versions.json").write_text(json.dumps(versions) + "\n", encoding="utf-8")
