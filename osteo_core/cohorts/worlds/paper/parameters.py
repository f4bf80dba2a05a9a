"""The parameters of the virtual cohort: chosen ones (parameters.toml) and those that calibrate.py found (calibrated.toml)."""

from __future__ import annotations

import copy
import tomllib
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from osteo_core.released import reading

HERE = Path(__file__).parent
STATUSES = ("osteoporosis", "osteopenia", "normal")


class World:
    """Everything that defines the generator. `chosen` and `found` are the two nested tables of the TOML files."""

    def __init__(self, chosen: dict[str, Any], found: dict[str, Any]) -> None:
        self.chosen = chosen
        self.found = found

    def altered(self, path: str, value: Any) -> World:
        """A copy with one calibrated value (dotted path into calibrated.toml) replaced."""
        found = copy.deepcopy(self.found)
        *tables, last = path.split(".")
        place = found
        for table in tables:
            place = place.setdefault(table, {})
        place[last] = value
        return World(self.chosen, found)

    @cached_property
    def cuts(self) -> tuple[float, float]:
        """Values of z at the osteoporosis/osteopenia and osteopenia/normal borders."""
        from scipy.special import ndtri

        counts = [self.chosen["classes"][name] for name in STATUSES]
        total = sum(counts)
        return float(ndtri(counts[0] / total)), float(ndtri((counts[0] + counts[1]) / total))

    @cached_property
    def ethnicities(self) -> tuple[tuple[str, ...], np.ndarray]:
        """Names and shares of the ethnic groups."""
        table = self.chosen["ethnicity"]
        shares = np.array(list(table.values()), float)
        return tuple(table), shares / shares.sum()

    @cached_property
    def fallers(self) -> tuple[float, ...]:
        """Coefficients of the logit of a fall in 12 months."""
        return tuple(self.chosen["logits"]["falls_12m"])

    def strength(self, age: np.ndarray, female: np.ndarray, ethnicity: np.ndarray, population: str) -> np.ndarray:
        """Person strength g: the factor on every modality's signal-to-noise ratio. `ethnicity` is an index into `ethnicities`."""
        factor = self.found["strength_factor"]
        by_ethnicity = np.array([factor[name] for name in self.ethnicities[0]])
        by_sex = np.where(female > 0.5, factor["female"], factor["male"])
        by_age = np.where(age >= 65.0, factor["older"], factor["younger"])
        return by_sex * by_age * by_ethnicity[ethnicity] * self.chosen["population"][population]["strength"]

    def micro_strength(self, log_femoral_neck: np.ndarray) -> np.ndarray:
        """Interaction: microarchitecture says most where the femoral neck T-score is near -2.5."""
        rules = self.chosen["interactions"]
        far, near = rules["micro_near_threshold"]
        distance = (log_femoral_neck - np.log(rules["micro_centre"])) / rules["micro_width"]
        return far + (near - far) * np.exp(-0.5 * distance**2)

    def marker_strength(self, glucocorticoids: np.ndarray | float) -> np.ndarray:
        """Interaction: turnover markers say less with glucocorticoids (0/1)."""
        without, with_them = self.chosen["interactions"]["glucocorticoid_markers"]
        return without + (with_them - without) * np.asarray(glucocorticoids, float)

    def gene_strength(self, deficient: np.ndarray | float) -> np.ndarray:
        """Interaction: genes say more with vitamin D deficiency (0/1)."""
        replete, lacking = self.chosen["interactions"]["vitamin_d_genes"]
        return replete + (lacking - replete) * np.asarray(deficient, float)


@cache
def load_world() -> World:
    """The shipped generator."""
    parts = []
    for path in (HERE / "parameters.toml", HERE / "calibrated.toml"):
        with reading(path):
            parts.append(tomllib.loads(path.read_text(encoding="utf-8")))
    return World(*parts)
