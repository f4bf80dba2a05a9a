"""A record of three visits, with names that are markup."""

from __future__ import annotations

from typing import Any

HOSTILE = "王喆 <b>#strong[x]</b> $x^2$ @ref #panic() \\ </script>"
"""Markup of Typst and of HTML, and a character of a common given name that GB 2312 lacks."""

VISITS: dict[str, Any] = {
    "id": "H-1024",
    "label": HOSTILE,
    "visits": [
        {
            "date": "2021-05-03",
            "clinical": {"age": 69, "sex": "female", "ethnicity": "asian", "height_cm": 158, "weight_kg": 55, "postmenopausal": True},
            "dxa": {"manufacturer": "hologic", "lumbar_spine_bmd": 0.790, "femoral_neck_bmd": 0.602, "total_hip_bmd": 0.701},
            "btm": {"ctx": 0.62},
        },
        {"date": "2023-05-10", "clinical": {"age": 71}, "dxa": {"manufacturer": "ge_lunar", "femoral_neck_bmd": 0.70}},
        {
            "date": "2026-06-02",
            "clinical": {
                "age": 74,
                "weight_kg": 53.5,
                "prior_fracture": True,
                "prior_fracture_sites": ["forearm"],
                "current_smoking": False,
            },
            "dxa": {"manufacturer": "hologic", "lumbar_spine_bmd": 0.741, "femoral_neck_bmd": 0.588, "total_hip_bmd": 0.668},
            "btm": {"ctx": 0.24},
        },
    ],
    "treatments": [{"class": "bisphosphonate", "drug": "alendronate #emph[70]", "start": "2025-01"}],
    "fractures": [{"site": "forearm", "date": "2024-11", "trauma": "low"}],
}
