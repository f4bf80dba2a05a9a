"""Table 3 of the paper, mean |SHAP| by feature, under the catalogue's names."""

from __future__ import annotations

import pandas as pd

from osteo_core.paper.printed import printed_table

FIELD_OF = {
    "Femoral neck BMD": "femoral_neck_bmd", "Lumbar spine BMD": "lumbar_spine_bmd", "Age": "age",
    "Trabecular separation": "tb_sp",
    "C-terminal telopeptide of type I collagen (CTX)": "ctx", "CTX": "ctx", "Osteocalcin": "osteocalcin",
    "Bone-specific alkaline phosphatase (BALP)": "balp", "Cortical thickness": "ct_th",
    "Serum 25(OH)D level": "vitamin_d_25oh", "BMI": "bmi",
    "Sex": "sex", "Gait speed": "gait_speed", "RANKL SNP rs2277438": "rs2277438", "VDR SNP rs1544410": "rs1544410",
    "Serum calcium level": "serum_calcium", "Prior fracture": "prior_fracture", "Fall risk score": "fall_risk_score",
    "Single-leg stance time": "single_leg_stance", "Glucocorticoid use": "glucocorticoid_use", "Trabecular number": "tb_n",
}  # fmt: skip
"""Table 3's names -> the catalogue's."""


def published(outcome: str) -> pd.Series[float]:
    """Table 3's values of one outcome ("osteoporosis", "fracture") by catalogue name, in its order: the first has rank 1."""
    table = printed_table("table3_shap")
    return pd.Series(table[f"{outcome}_shap"].to_numpy(float), [FIELD_OF[name] for name in table[f"{outcome}_feature"]])
