"""The published numbers that the generator is calibrated to (paper/table1_baseline.csv, table2_performance.csv, table4_subgroups.csv)."""

from __future__ import annotations

STATUSES = ("osteoporosis", "osteopenia", "normal")

# Table 1, mean and SD per class in the order of STATUSES
MEANS: dict[str, tuple[tuple[float, float], ...]] = {
    "age": ((65.2, 9.7), (64.8, 9.5), (64.1, 9.3)),
    "bmi": ((25.1, 3.9), (25.5, 4.0), (25.8, 4.1)),
    "lumbar_spine_bmd": ((0.79, 0.11), (0.95, 0.09), (1.14, 0.12)),
    "femoral_neck_bmd": ((0.65, 0.09), (0.79, 0.08), (0.94, 0.11)),
    "total_hip_bmd": ((0.715, 0.10), (0.868, 0.08), (1.02, 0.12)),
    "osteocalcin": ((25.6, 9.4), (19.8, 6.9), (15.1, 5.3)),
    "ctx": ((0.67, 0.29), (0.49, 0.22), (0.33, 0.15)),
    "vitamin_d_25oh": ((58.9, 22.3), (67.5, 24.1), (76.2, 25.8)),
}
MEAN_TOLERANCE = 0.03
SD_RATIO = (0.7, 1.65)

# Table 1, percent per class in the order of STATUSES
PREVALENCES: dict[str, tuple[float, ...]] = {
    "female": (76.2, 75.6, 74.8),
    "prior_fracture": (29.6, 15.8, 7.1),
    "parental_hip_fracture": (16.2, 13.1, 13.9),
    "current_smoking": (18.5, 17.9, 16.0),
    "high_alcohol_intake": (11.5, 10.2, 9.5),
    "glucocorticoid_use": (14.2, 8.9, 6.8),
    "rheumatoid_arthritis": (9.6, 7.1, 5.6),
}
PREVALENCE_TOLERANCE = 1.0

# Table 2, AUC for osteoporosis against the rest
ROWS: dict[str, tuple[tuple[str, ...], float]] = {
    "DXA": (("dxa",), 0.889),
    "DXA+Clinical": (("dxa", "clinical"), 0.901),
    "DXA+Clinical+BTMs": (("dxa", "clinical", "btm"), 0.917),
    "DXA+Clinical+BTMs+Bone Micro": (("dxa", "clinical", "btm", "micro"), 0.928),
    "DXA+Clinical+BTMs+Gene": (("dxa", "clinical", "btm", "gene"), 0.923),
    "DXA+Clinical+BTMs+Sensory": (("dxa", "clinical", "btm", "sensory"), 0.919),
    "All features": (("dxa", "clinical", "btm", "micro", "gene", "sensory"), 0.936),
}
ALL = ROWS["All features"][0]
AUC_TOLERANCE = 0.004
HOSPITAL_AUC = 0.918

# Table 4, differences of AUC (README, row 15: the levels contradict the total)
DIFFERENCES: dict[str, tuple[str, str, float]] = {
    "men - women": ("male", "female", 0.024),
    ">= 65 - < 65": ("older", "younger", 0.017),
    "African - European": ("african", "european", -0.034),
    "Asian - European": ("asian", "european", -0.005),
}
DIFFERENCE_TOLERANCE = 0.006
LEAST_COMPLETENESS_STEP = 0.006

FRACTURE_AUC, FRACTURE_TOLERANCE = 0.912, 0.005
FRAX_RANGE = (0.83, 0.86)
LEAST_INTERACTION_GAIN = 0.005

# Table 3, listed features in order of influence; both SNPs are rsIDs of the panel
STATUS_ORDER = (
    "femoral_neck_bmd", "lumbar_spine_bmd", "age", "tb_sp", "ctx", "osteocalcin", "balp", "ct_th", "vitamin_d_25oh", "bmi",
    "female", "gait_speed", "rs2277438", "rs1544410", "serum_calcium",
)  # fmt: skip
FRACTURE_ORDER = (
    "age", "prior_fracture", "femoral_neck_bmd", "tb_sp", "fall_risk_score", "single_leg_stance", "ctx", "gait_speed", "bmi", "ct_th",
    "glucocorticoid_use", "rs2277438", "tb_n", "female", "rs1544410",
)  # fmt: skip
LEAST_SPEARMAN = 0.7
