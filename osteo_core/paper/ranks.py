"""Table 3's order of influence beside the network's: ranks only, since no scale fits the printed SHAP values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from osteo_core.constants import Z95
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.paper.printed.table3 import published


def ranks(influence: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The features that Table 3 lists, in its order.

    Args:
        influence: as `stored_explanations.influence`: outcome, field, value, low, high. outcome: "osteoporosis" or "fracture".

    Returns:
        field, printed (|SHAP|), paper_rank (1 is the most), value, low, high (ours, log-odds), our_rank among the listed features.
    """
    paper = published(outcome)
    ours = influence[influence["outcome"] == outcome].set_index("field").loc[paper.index, ["value", "low", "high"]]
    table = ours.assign(printed=paper, paper_rank=range(1, len(paper) + 1), our_rank=ours["value"].rank(ascending=False, method="first"))
    return table.astype({"our_rank": int}).rename_axis("field").reset_index()


def spearman(first: Any, second: Any) -> Estimate:
    """Spearman's rank correlation with a 95 % interval, by Fisher's z with variance (1 + r²/2)/(n − 3).

    Source: Bonett & Wright, Psychometrika 2000;65:23-8.

    Raises:
        ValueError: fewer than four pairs.
    """
    from scipy.stats import spearmanr

    if len(first) < 4:
        raise ValueError("an interval of a rank correlation needs four pairs or more")
    r = float(spearmanr(first, second).statistic)
    half = Z95 * np.sqrt((1 + r * r / 2) / (len(first) - 3))
    z = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12))
    return Estimate(r, float(np.tanh(z - half)), float(np.tanh(z + half)))
