"""Typical virtual people: means of groups, as starting points for a class. They are nobody's measurements.

Means of 100 000 virtual people with everything measured, `draw(100_000, 7, complete=True)`, rounded; a test draws them again.
"""

from __future__ import annotations

MICRO: dict[str, dict[str, float]] = {
    "normal": {"bv_tv": 0.247, "tb_n": 1.40, "tb_th": 0.235, "tb_sp": 0.688, "ct_th": 1.02},
    "osteopenia": {"bv_tv": 0.217, "tb_n": 1.29, "tb_th": 0.230, "tb_sp": 0.746, "ct_th": 0.951},
    "osteoporosis": {"bv_tv": 0.192, "tb_n": 1.20, "tb_th": 0.225, "tb_sp": 0.833, "ct_th": 0.889},
}
"""By bone status."""

SENSORY: dict[str, dict[str, float]] = {
    "younger": {
        "sway_velocity": 1.11, "single_leg_stance": 22.4, "gait_speed": 1.18, "step_length": 0.615, "step_length_cv": 3.99,
        "falls_12m": 0.16, "fall_risk_score": 2.93,
    },
    "older": {
        "sway_velocity": 1.32, "single_leg_stance": 12.3, "gait_speed": 1.02, "step_length": 0.555, "step_length_cv": 4.67,
        "falls_12m": 0.35, "fall_risk_score": 4.06,
    },
    "unsteady": {
        "sway_velocity": 1.75, "single_leg_stance": 3.79, "gait_speed": 0.73, "step_length": 0.473, "step_length_cv": 6.78,
        "falls_12m": 0.45, "fall_risk_score": 6.0,
    },
}  # fmt: skip
"""Aged 40 to 54; 75 and over; and of the latter those who stand on one leg for less than 5 s and walk slower than 0.8 m/s."""
