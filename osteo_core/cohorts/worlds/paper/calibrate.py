"""Find the calibrated values: `python -m osteo_core.cohorts.worlds.paper.calibrate [N]` rewrites calibrated.toml.

It starts from the present values, and its random numbers are fixed: same start and N, same file.

Passes over: Table 1's curves; the signal-to-noise ratio of each modality until Table 2's AUCs are met; the person strength
factors until Table 4's differences are; the scale and intercept of the log hazard until the AUC and share of fractures are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from osteo_core.cohorts.worlds.paper.bayes import bayes
from osteo_core.cohorts.worlds.paper.discrimination import expected_auc
from osteo_core.cohorts.worlds.paper.draw import VirtualCohort, draw
from osteo_core.cohorts.worlds.paper.fit_table1 import fit_table1
from osteo_core.cohorts.worlds.paper.parameters import HERE, World, load_world
from osteo_core.cohorts.worlds.paper.targets import ALL, DIFFERENCES, FRACTURE_AUC, ROWS

SEED = 20260101
# d AUC / d log(parameter), roughly: only the speed of convergence depends on it
SLOPES = {"snr.dxa": 0.052, "shift": -0.014, "snr.btm": 0.014, "snr.micro": 0.011, "snr.gene": 0.006, "snr.sensory": 0.002}
LADDER = (
    ("snr.dxa", "DXA+Clinical"),
    ("shift", "DXA"),  # with age, sex and BMI known the shift is known: it acts on the first row only
    ("snr.btm", "DXA+Clinical+BTMs"),
    ("snr.micro", "DXA+Clinical+BTMs+Bone Micro"),
    ("snr.gene", "DXA+Clinical+BTMs+Gene"),
    ("snr.sensory", "DXA+Clinical+BTMs+Sensory"),
)
# without it the last row would fall 0.002 short: the rows cannot all be met at once
LIFT = {"DXA+Clinical+BTMs+Bone Micro": 0.001, "DXA+Clinical+BTMs+Gene": 0.001, "DXA+Clinical+BTMs+Sensory": 0.0008}
FACTORS = {
    "men - women": ("male", "female", 0.09),
    ">= 65 - < 65": ("older", "younger", 0.09),
    "African - European": ("african", "european", 0.09),
}


def say(line: str) -> None:
    """Progress, on standard output."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def get(world: World, path: str) -> Any:
    """A calibrated value by its dotted path."""
    value: Any = world.found
    for part in path.split("."):
        value = value[part]
    return value


def row_auc(world: World, cohort: VirtualCohort, modalities: tuple[str, ...]) -> float:
    """Expected AUC of the Bayes-optimal probability."""
    return expected_auc(bayes(cohort, modalities, fracture=False, world=world)["p_osteoporosis"].to_numpy())


def members(cohort: VirtualCohort) -> dict[str, np.ndarray]:
    """Boolean rows of Table 4's groups of people."""
    table = cohort.table
    groups = {name: (table["sex"] == name).to_numpy() for name in ("male", "female")}
    groups |= {"older": (table["age"] >= 65).to_numpy(), "younger": (table["age"] < 65).to_numpy()}
    return groups | {name: (table["ethnicity"] == name).to_numpy() for name in ("asian", "european", "african")}


def differences(cohort: VirtualCohort, p: np.ndarray) -> dict[str, float]:
    """Table 4's differences of the expected AUC between groups."""
    groups = members(cohort)
    return {name: expected_auc(p[groups[a]]) - expected_auc(p[groups[b]]) for name, (a, b, _) in DIFFERENCES.items()}


def tune_ladder(world: World, n: int) -> World:
    """One pass over Table 2."""
    for path, row in LADDER:
        modalities, target = ROWS[row]
        miss = row_auc(world, draw(n, SEED, complete=True, world=world), modalities) - target - LIFT.get(row, 0.0)
        world = world.altered(path, float(get(world, path) * np.exp(np.clip(-miss / SLOPES[path], -0.5, 0.5))))
        say(f"  {row:32s} {miss:+.4f}  {path} = {get(world, path):.4f}")
    return world


def tune_factors(world: World, n: int) -> World:
    """One pass over Table 4's differences by the ratio of two strength factors, their weighted mean kept."""
    cohort = draw(n, SEED, complete=True, world=world)
    p = bayes(cohort, ALL, fracture=False, world=world)["p_osteoporosis"].to_numpy()
    found, groups = differences(cohort, p), members(cohort)
    say(f"  differences { ({k: round(v, 4) for k, v in found.items()}) }; all features {expected_auc(p):.4f}")
    for name, (a, b, slope) in FACTORS.items():
        step = np.clip((DIFFERENCES[name][2] - found[name]) / slope, -0.2, 0.2)
        share = groups[a].mean() / (groups[a].mean() + groups[b].mean())
        for group, move in ((a, step * (1.0 - share)), (b, -step * share)):
            path = f"strength_factor.{group}"
            world = world.altered(path, float(get(world, path) * np.exp(move)))
    return world


def _bisect(f: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(30):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if f(middle) < 0.0 else (low, middle)
    return 0.5 * (low + high)


def tune_fracture(world: World, n: int) -> World:
    """Scale and intercept of the log hazard: from the unscaled sum once, since both act on it alone."""
    from osteo_core.cohorts.worlds.paper.fracture import incidence

    unit = world.altered("fracture", {"scale": 1.0, "intercept": 0.0})
    cohort = draw(n, SEED, complete=True, world=unit)
    rate, age = cohort.truth["log_hazard"].to_numpy(), cohort.table["age"].to_numpy()
    female = (cohort.table["sex"] == "female").to_numpy(float)
    share = world.chosen["fracture"]["share"]

    def intercept(scale: float) -> float:
        return _bisect(lambda c: incidence(unit, c + scale * rate, age, female).mean() - share, -14.0, 2.0)

    def miss(scale: float) -> float:
        return expected_auc(incidence(unit, intercept(scale) + scale * rate, age, female)) - FRACTURE_AUC

    scale = _bisect(miss, 0.5, 2.5)
    return world.altered("fracture", {"scale": float(scale), "intercept": float(intercept(scale))})


def to_toml(table: dict[str, Any], prefix: str = "") -> str:
    """Nested tables of numbers as TOML, six digits."""
    plain = [f"{k} = {_number(v)}" for k, v in table.items() if not isinstance(v, dict)]
    text = "\n".join(plain) + "\n" if plain else ""
    for name, inner in table.items():
        if isinstance(inner, dict):
            has_values = any(not isinstance(v, dict) for v in inner.values())
            text += f"\n[{prefix}{name}]\n" * has_values + to_toml(inner, f"{prefix}{name}.")
    return text


def _number(value: float | list[float]) -> str:
    return "[" + ", ".join(_number(v) for v in value) + "]" if isinstance(value, list) else f"{value:.6f}"


def calibrate(world: World, n: int, passes: int = 5) -> World:
    """Run all passes on n people each."""
    for i in range(passes):
        say(f"pass {i + 1} of {passes}")
        for _ in range(2):
            world = fit_table1(world, draw(n, SEED, complete=True, world=world))
        world = tune_factors(tune_ladder(world, n), n)
    world = fit_table1(world, draw(n, SEED, complete=True, world=world))
    return tune_fracture(world, n)


def main() -> None:
    """Calibrate from the present values and rewrite calibrated.toml."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    passes = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    world = calibrate(load_world(), n, passes)
    head = "# Written by `python -m osteo_core.cohorts.worlds.paper.calibrate`. Do not edit.\n"
    (HERE / "calibrated.toml").write_text(head + to_toml(world.found), encoding="utf-8")


if __name__ == "__main__":
    main()
