"""A Dask cluster of this computer: rows and explanations a second with one worker and with two, and what a worker keeps in memory.

Both numbers of workers in one run, on the same table. Each cluster first scores a few rows, so that torch and the weights are loaded.
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from osteo_core.benchmark.result import BenchmarkResult, at_least, at_most, information
from osteo_core.cluster import LOCAL, in_order, opened
from osteo_core.cohorts.worlds.life import draw
from osteo_core.inference.scoring import score
from osteo_core.manifest import digest
from osteo_core.named_model import NamedModel
from osteo_core.training.people import Say

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client

SECTION = "Beyond one process"
MODEL = "life"
ROWS, EXPLAINED = 40_000, 120
CHUNK, EXPLAINED_CHUNK = 2_000, 20
SEED = 900_005
FASTER, FLAT = 1.7, 1.15


def cluster(rows: int | None, say: Say) -> list[BenchmarkResult]:
    """Figures with one and with two workers, and without Dask; `rows`: of the table that is scored (ROWS)."""
    asked = rows or ROWS
    table = draw(asked, SEED).table
    with TemporaryDirectory() as folder:
        measured = {workers: _measured(table, workers, Path(folder), say) for workers in (0, 1, 2)}
    one, two = measured[1], measured[2]
    figures = []
    for what in ("rows", "explanations"):
        figures += [
            information(SECTION, f"{what} a second, without Dask", f"{measured[0][what]:.1f}"),
            information(SECTION, f"{what} a second, one worker", f"{one[what]:.1f}"),
            information(SECTION, f"{what} a second, two workers", f"{two[what]:.1f}"),
            at_least(SECTION, f"{what}: two workers over one", two[what] / one[what], FASTER, digits=2),
        ]
    grown = max(two["after"]) / max(two["half"])
    figures.append(information(SECTION, "memory a worker, MB", ", ".join(f"{value:.0f}" for value in two["after"])))
    figures.append(at_most(SECTION, f"memory a worker after {asked:,} rows over that after half of them", grown, FLAT, digits=2))
    same = len({each["sum"] for each in measured.values()}) == 1
    return [*figures, BenchmarkResult(section=SECTION, name="the same bytes", measured="yes" if same else "no", target="yes", met=same)]


def _measured(table: pd.DataFrame, workers: int, folder: Path, say: Say) -> dict[str, Any]:
    """Rows and explanations a second, memory of each worker (MB) halfway and at the end, and the sum of the results."""
    paths = {}
    for name, n in (("warm", 64), ("half", len(table) // 2), ("all", len(table)), ("explained", EXPLAINED)):
        paths[name] = folder / f"{name}.parquet"
        table.head(n).to_parquet(paths[name])
    if not workers:
        return _run(paths, None, folder / "0.parquet", say, "without Dask")
    with opened(LOCAL, workers=workers) as client:
        return _run(paths, client, folder / f"{workers}.parquet", say, f"{workers} workers")


def _run(paths: dict[str, Path], client: Client | None, out: Path, say: Say, who: str) -> dict[str, Any]:
    share = None if client is None else partial(in_order, client)
    model = NamedModel(MODEL)

    def timed(name: str, **more: Any) -> float:
        started = time.perf_counter()
        done = score(paths[name], out, model, progress=False, share=share, **more)
        return done.n_scored / (time.perf_counter() - started)

    timed("warm", chunk_rows=4)
    timed("half", chunk_rows=CHUNK)
    half = _memory(client)
    found: dict[str, Any] = {"rows": timed("all", chunk_rows=CHUNK), "half": half, "after": _memory(client), "sum": digest(out)}
    say(f"{who}: {found['rows']:.0f} rows a second")
    timed("warm", chunk_rows=4, comparators=model.explain_columns)
    found["explanations"] = timed("explained", chunk_rows=EXPLAINED_CHUNK, comparators=model.explain_columns)
    say(f"{who}: {found['explanations']:.1f} explanations a second")
    return found


def _memory(client: Client | None) -> list[float]:
    """Resident memory of each worker in MB."""
    if client is None:
        return []
    return [value / 1e6 for value in client.run(_resident).values()]


def _resident() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss)
