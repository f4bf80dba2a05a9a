"""From how many people on is an own model worth it? The study, size by size.

    osteo reproduce own_study

draws 100 to 5,000 people from the NHANES cycles up to 2014, 20 times each; learns the bone status without a scan with one network from
nothing, one from the shipped network, logistic regression and LightGBM; tests them with OST and the untouched shipped network on 2017 to
March 2020. A comparison that is done is kept in runs/own_study; when all of a size are, they become one file there; when all sizes are, and
not before, artifacts/own_study is written. About two hours of two cores. A trial with fewer goes to a folder of its own:

    python -m osteo_core.reproduce.own_study --sizes 100 --repeats 1 --out DIR
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from osteo_core.constants import SEED
from osteo_core.errors import OsteoError
from osteo_core.extras import require_extra
from osteo_core.inference.sums import record_sums
from osteo_core.reproduce.own_study.compared import compare
from osteo_core.stored.own_study import CARD, HOME, REPEATS, SIZES, TABLE
from osteo_core.training.fold import FoldSettings
from osteo_core.training.own.request import FOLD
from osteo_core.training.run_folder import refuse_torn
from osteo_core.whole_files import whole_file

RUNS = Path("runs/own_study")
Say = Callable[[str], None]


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when everything asked for is done, 2 when something it needs is missing."""
    options = _parser().parse_args(arguments or [])
    started = time.monotonic()

    def say(what: str) -> None:
        sys.stderr.write(f"[{time.monotonic() - started:6.0f} s] {what}\n")

    try:
        require_extra("train")
        run(tuple(options.sizes), options.repeats, options.out, options.runs, say, cluster=options.cluster)
    except OsteoError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def run(
    sizes: tuple[int, ...], repeats: int, out: Path, runs: Path, say: Say, *, cluster: str | None = None, fold: FoldSettings = FOLD
) -> Path | None:
    """Carry out what is not done yet; returns the table's path, None where not every size that ships was asked for.

    A folder other than HOME takes whatever was asked for; HOME takes the whole study or nothing.
    """
    whole = sizes == SIZES and repeats == REPEATS and fold == FOLD
    if out == HOME and not whole:
        say(f"{HOME} is written by the whole study only; what was asked for stays in {runs}")
    runs.mkdir(parents=True, exist_ok=True)
    refuse_torn(runs)
    parts = []
    for size in sizes:
        path = runs / f"size-{size}-{repeats}.parquet"
        if not path.exists():
            table = pd.concat(_of_size(size, repeats, runs, say, cluster, fold), ignore_index=True).sort_values(["repeat", "model"])
            with whole_file(path) as file:
                table.to_parquet(file, index=False)
            for done in runs.glob(f"one-{size}-*.parquet"):
                done.unlink()
        parts.append(pd.read_parquet(path))
        say(f"{size} people: done")
    if out == HOME and not whole:
        return None
    return _write(pd.concat(parts, ignore_index=True), out, sizes, repeats)


def _of_size(size: int, repeats: int, runs: Path, say: Say, cluster: str | None, fold: FoldSettings) -> list[pd.DataFrame]:
    waiting = [repeat for repeat in range(repeats) if not _one(runs, size, repeat).exists()]
    for repeat, table in _carried_out(size, waiting, runs, cluster, fold):
        with whole_file(_one(runs, size, repeat)) as file:
            table.to_parquet(file, index=False)
        for path in runs.glob(f"study-{size}-{repeat}-*"):
            path.unlink()
        say(f"{size} people, {repeat + 1} of {repeats}")
    return [pd.read_parquet(_one(runs, size, repeat)) for repeat in range(repeats)]


def _carried_out(
    size: int, waiting: Iterable[int], runs: Path, cluster: str | None, fold: FoldSettings
) -> Iterator[tuple[int, pd.DataFrame]]:
    from functools import partial

    if cluster is None:
        yield from ((repeat, compare(size, repeat, runs, fold)) for repeat in waiting)
        return
    from osteo_core.cluster import in_order, opened

    with opened(cluster) as client:
        yield from in_order(client, partial(_compare, size=size, runs=runs, fold=fold), waiting)


def _compare(repeat: int, *, size: int, runs: Path, fold: FoldSettings) -> pd.DataFrame:
    runs.mkdir(parents=True, exist_ok=True)
    return compare(size, repeat, runs, fold)


def _one(runs: Path, size: int, repeat: int) -> Path:
    return runs / f"one-{size}-{repeat}.parquet"


def _write(table: pd.DataFrame, out: Path, sizes: tuple[int, ...], repeats: int) -> Path:
    """The table, its card and their sums."""
    out.mkdir(parents=True, exist_ok=True)
    with whole_file(out / TABLE) as file:
        table.to_parquet(file, index=False)
    card: dict[str, Any] = {
        "made_by": "osteo reproduce own_study", "seed": SEED, "sizes": list(sizes), "repeats": repeats,
        "people": "NHANES participants aged 40 or over: 2005 to 2014 to learn from, 2017 to March 2020 (50 or over) to test on",
        "note": "The shipped network learned from virtual people whose clinical records are those of NHANES participants up to 2014.",
    }  # fmt: skip
    with whole_file(out / CARD) as file:
        file.write(f"{json.dumps(card, indent=1, ensure_ascii=False)}\n".encode())
    record_sums(out, [TABLE, CARD])
    return out / TABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m osteo_core.reproduce.own_study", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="N")
    parser.add_argument("--repeats", type=int, default=REPEATS, metavar="N")
    parser.add_argument("--out", type=Path, default=HOME, metavar="DIR")
    parser.add_argument("--runs", type=Path, default=RUNS, metavar="DIR")
    parser.add_argument("--cluster", metavar="local|tcp://HOST:PORT")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
