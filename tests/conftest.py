"""Fixtures shared by all tests: example records as plain data, built anew for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

# Two threads of one small matrix product wait for each other more than they work, and far more beside a browser; before torch is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Whoever runs the tests may have adopted a calibration layer; here none is in force. The folder is not there, and nothing makes it.
os.environ["OSTEO_HOME"] = str(Path(__file__).parent / "no-such-home")

from typing import Any

import pytest

from osteo_core.catalogue import CATALOGUE


@pytest.fixture(scope="session", autouse=True)
def _packages_looked_through_once() -> Iterator[None]:
    """For components of theirs, Streamlit reads the metadata of all installed packages, half a second for every AppTest: once is enough."""
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def woman_with_dxa() -> dict[str, Any]:
    """A woman of 71 with a hip scan and a few clinical factors."""
    return {
        "clinical": {"age": 71, "sex": "female", "ethnicity": "european", "height_cm": 160, "weight_kg": 55, "postmenopausal": True},
        "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.612, "total_hip_bmd": 0.734},
    }


@pytest.fixture
def everything_measured(woman_with_dxa: dict[str, Any]) -> dict[str, Any]:
    """A record with something in each of the six modalities, and every field of five of them."""
    clinical = woman_with_dxa["clinical"] | {
        "prior_fracture": True, "prior_fracture_sites": ["vertebra"], "parental_hip_fracture": False, "current_smoking": False,
        "high_alcohol_intake": False, "glucocorticoid_use": False, "rheumatoid_arthritis": False, "secondary_osteoporosis": False,
        "calcium_intake": 750, "vitamin_d_25oh": 48, "serum_calcium": 2.31,
    }  # fmt: skip
    return {
        "clinical": clinical,
        "dxa": woman_with_dxa["dxa"] | {"lumbar_spine_bmd": 0.801},
        "btm": {"balp": 14.2, "osteocalcin": 22.0, "p1np": 55.0, "ctx": 0.55, "trap5b": 3.8},
        "micro": {"bv_tv": 0.18, "tb_n": 1.21, "tb_th": 0.22, "tb_sp": 0.74, "ct_th": 0.81},
        "gene": {name: i % 3 for i, name in enumerate(CATALOGUE.snp_names)},
        "sensory": {
            "sway_velocity": 1.4, "single_leg_stance": 12, "gait_speed": 0.92, "step_length": 0.55, "step_length_cv": 4.1,
            "falls_12m": True, "fall_risk_score": 4,
        },
    }  # fmt: skip


SERVED = "tests/browser/"
LONGEST = ("tests/cluster/", "tests/load/", "tests/training/", "tests/scores/test_registry.py", "tests/test_wheel.py")
"""Tests whose preparation takes longest: each worker that has some of them makes it anew."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left with it, or takes half of it over, when the others are done.

    pytest-xdist's `worksteal` hands each worker one piece of the list and moves what is left at a piece's end: the first worker begins
    with the tests that share a server and a browser, the last one with the other long ones.
    """
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    if workers == 1:
        return
    served = [item for item in items if item.nodeid.startswith(SERVED)]
    longest = [item for item in items if item.nodeid.startswith(LONGEST)]
    others = [item for item in items if not item.nodeid.startswith((SERVED, *LONGEST))]
    last = max(0, len(items) * (workers - 1) // workers - len(served))  # of the others, where the last worker's piece begins
    items[:] = [*served, *others[:last], *longest, *others[last:]]
