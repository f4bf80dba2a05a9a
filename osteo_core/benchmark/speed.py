"""Speed and size: assess, explain, score, start, memory, artifacts."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from copy import copy
from pathlib import Path

import numpy as np
import pandas as pd

from osteo_core.benchmark.result import BenchmarkResult, at_least, at_most, information
from osteo_core.catalogue import CATALOGUE
from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.cohorts.worlds.paper import draw
from osteo_core.constants import MODALITIES
from osteo_core.explanation.explain import game_of
from osteo_core.inference.model_names import available
from osteo_core.inference.scoring import score
from osteo_core.locations import ARTIFACTS_DIR, PACKAGE_DIR
from osteo_core.model import Model, load_model
from osteo_core.patients import Patient
from osteo_core.patients.table_row import patient_of
from osteo_core.training.people import SPEED_SEED, Say

ASSESS_MS, EXPLAIN_S, CACHE_RATIO = 300.0, 1.0, 10.0
ROWS_PER_SECOND, ROWS_PER_SECOND_ALL = 2_000.0, 300.0
FIRST_ASSESSMENT_S, ARTIFACTS_MB, TRAINING_MIN = 8.0, 25.0, 40.0
FLAT_MEMORY_MB = 50.0
SMALL_TABLE, LARGE_TABLE = 10_000, 200_000
PATIENTS = 60

CLINIC, MARKERS = ("dxa", "clinical"), ("dxa", "clinical", "btm")


def speed(say: Say) -> list[BenchmarkResult]:
    """All figures of speed and size on this machine."""
    figures = [*_patients(say), *_cache(say)]
    with tempfile.TemporaryDirectory() as folder:
        figures += [*_scoring(Path(folder), say), *_memory(Path(folder), say)]
    return [*figures, *_start(say), *_size()]


def _patients(say: Say) -> list[BenchmarkResult]:
    """Times of one patient at a time, each a different one."""
    say("speed: assess and explain")
    model, table = load_model("fusion"), draw(PATIENTS, SPEED_SEED, complete=True).table
    section, figures = f"One patient at a time ({PATIENTS} different ones, one after another)", []
    for name, modalities in (("DXA + clinical", CLINIC), ("all six", MODALITIES)):
        people = [patient_of(table, row, modalities) for row in range(PATIENTS)]
        model.assess(people[0])
        asked = 1_000 * np.array([seconds_of(model.assess, patient) for patient in people])
        middle, late = np.quantile(asked, (0.5, 0.95))
        figures.append(at_most(section, f"assess, {name}: p95, ms", late, ASSESS_MS, f"{late:.0f}; median {middle:.0f}"))
        explained = np.array([seconds_of(_both, model, patient) for patient in people[:12]])
        middle, late = np.quantile(explained, (0.5, 0.95))
        figures.append(at_most(section, f"assess + both explanations, {name}: p95, s", late, EXPLAIN_S, f"{late:.2f}; median {middle:.2f}"))
    return figures


def _both(model: Model, patient: Patient) -> None:
    model.assess(patient)
    model.explain_all(patient)


def _cache(say: Say) -> list[BenchmarkResult]:
    """The same permutation explainer with and without the stored embeddings."""
    from osteo_core.explanation.shapley import field_shapley

    section, figures = "Explanation with the embedding cache against the same explainer without it", []
    model, table = load_model("fusion"), draw(2, SPEED_SEED, complete=True).table
    for name, modalities in (("all six", MODALITIES), ("DXA + clinical", CLINIC)):
        say(f"speed: explanation without its cache, {name}")
        patient = patient_of(table, 1, modalities)
        cached, plain = game_of(model, patient), copy(game_of(model, patient))
        plain.values = plain.values_uncached  # type: ignore[method-assign]
        started = time.perf_counter()
        fast = field_shapley(cached)
        between = time.perf_counter()
        slow = field_shapley(plain)
        quick, long = between - started, time.perf_counter() - between
        shown = f"{long / quick:.0f} ({quick:.2f} s against {long:.1f} s)"
        if modalities == MODALITIES:
            figures.append(at_least(section, f"times faster, {name}", long / quick, CACHE_RATIO, shown))
        else:  # two modalities share one token: there is nothing to keep but the other half of each permutation
            figures.append(information(section, f"times faster, {name}", shown))
        figures.append(at_most(section, f"largest difference of a value, {name}", float(np.abs(fast - slow).max()), 1e-5, digits=8))
    return figures


def _scoring(folder: Path, say: Say) -> list[BenchmarkResult]:
    section, figures = "score, people a second", []
    nhanes = folder / "nhanes.parquet"
    load_nhanes().to_parquet(nhanes)
    for model in available():
        if model in ("fusion", "simplified"):
            say(f"speed: score NHANES, {model}")
            done = score(nhanes, folder / "out.parquet", load_model(model), progress=False)
            shown = f"{done.n_in / done.seconds:.0f} ({done.n_in} rows in {done.seconds:.1f} s; {done.n_refused} refused)"
            figures.append(at_least(section, f"NHANES, {model}", done.n_in / done.seconds, ROWS_PER_SECOND, shown))
    for name, modalities, n, target in (
        ("DXA + clinical + markers", MARKERS, 20_000, ROWS_PER_SECOND), ("all six", MODALITIES, 5_000, ROWS_PER_SECOND_ALL),
    ):  # fmt: skip
        say(f"speed: score, {name}")
        _virtual_table(folder / "in.csv", n, modalities)
        done = score(folder / "in.csv", folder / "out.csv", load_model("fusion"), progress=False)
        shown = f"{done.n_in / done.seconds:.0f} ({done.n_in} rows in {done.seconds:.1f} s)"
        figures.append(at_least(section, name, done.n_in / done.seconds, target, shown))
    return figures


def _virtual_table(path: Path, n: int, modalities: tuple[str, ...]) -> None:
    table = draw(n, SPEED_SEED, complete=True).table
    names = [name for name in table.columns if name == "id" or (name in CATALOGUE and CATALOGUE[name].modality in modalities)]
    table[names].to_csv(path, index=False)


_SCORED = """
import sys
from pathlib import Path
from osteo_core import load_model
from osteo_core.inference.scoring import score
score(sys.argv[1], sys.argv[2], load_model(), progress=False)
print([line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")][0])
"""
# Not resource.getrusage: its peak begins with that of the process which started this one.


def _memory(folder: Path, say: Say) -> list[BenchmarkResult]:
    """Peak memory of a process that scores a small and a large table of the same people over and over."""
    if not Path("/proc/self/status").exists():
        return [information("Memory of score", "peak", "measured on Linux only")]
    peaks, rows = {}, draw(SMALL_TABLE, SPEED_SEED, complete=True).table
    names = [name for name in rows.columns if name in CATALOGUE and CATALOGUE[name].modality in CLINIC]
    for n in (SMALL_TABLE, LARGE_TABLE):
        say(f"speed: memory of {n} rows")
        pd.concat([rows[names]] * (n // SMALL_TABLE)).to_csv(folder / "memory.csv", index=False)
        peaks[n] = float(_python(_SCORED, str(folder / "memory.csv"), str(folder / "memory-out.csv"))) / 1024
    growth = peaks[LARGE_TABLE] - peaks[SMALL_TABLE]
    shown = f"{growth:+.0f} ({peaks[SMALL_TABLE]:.0f} to {peaks[LARGE_TABLE]:.0f})"
    return [at_most("Memory of score", f"growth of the peak from {SMALL_TABLE} to {LARGE_TABLE} rows, MB", growth, FLAT_MEMORY_MB, shown)]


_STARTED = """
import time
t0 = time.perf_counter()
import osteo_core
t1 = time.perf_counter()
patient = osteo_core.Patient.model_validate({"clinical": {"age": 71, "sex": "female"}})
t2 = time.perf_counter()
model = osteo_core.load_model()
t3 = time.perf_counter()
model.assess(patient)
t4 = time.perf_counter()
print(t1 - t0, t2 - t1, t3 - t2, t4 - t3, t4 - t0)
"""


def _start(say: Say) -> list[BenchmarkResult]:
    """Times of a fresh process, file caches warm: the median of three."""
    say("speed: start")
    runs = np.array([[float(word) for word in _python(_STARTED).split()] for _ in range(3)])
    package, patient, load, first, whole = np.median(runs, axis=0)
    section = "A fresh process, s"
    return [
        information(section, "import osteo_core", f"{package:.2f}"),
        information(section, "first Patient (catalogue, pydantic)", f"{patient:.2f}"),
        information(section, "load_model (PyTorch, checked weights)", f"{load:.2f}"),
        information(section, "first assess", f"{first:.2f}"),
        at_most(section, "from nothing to the first assessment", whole, FIRST_ASSESSMENT_S, digits=2),
    ]


def _size() -> list[BenchmarkResult]:
    sizes = {name: sum(f.stat().st_size for f in (ARTIFACTS_DIR / name).rglob("*") if f.is_file()) / 1e6 for name in available()}
    shown = f"{sum(sizes.values()):.1f} ({', '.join(f'{name} {size:.1f}' for name, size in sizes.items())})"
    figures = [at_most("Size and training", "artifacts, MB", sum(sizes.values()), ARTIFACTS_MB, shown)]
    # One training makes fusion and simplified, another nhanes.
    seconds = [load_model(name).artifact.training.get("seconds", np.nan) for name in ("fusion", "nhanes")]
    if not np.isfinite(seconds).all():
        return [*figures, information("Size and training", "training of everything", "not recorded in the artifacts")]
    minutes = [float(each) / 60 for each in seconds]
    shown = f"{sum(minutes):.1f} ({' + '.join(f'{each:.1f}' for each in minutes)})"
    return [*figures, at_most("Size and training", "training of everything, minutes", sum(minutes), TRAINING_MIN, shown)]


def _python(code: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True, cwd=PACKAGE_DIR.parent)
    return done.stdout.strip()


def seconds_of(call: object, *arguments: object) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    call(*arguments)  # type: ignore[operator]
    return time.perf_counter() - started
