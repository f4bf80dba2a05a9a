"""The fits of a training shared out: one after another, over processes of this machine, or over a Dask cluster; the same bits each way."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import pandas as pd

from osteo_core.training.own.cross_validation import Part, answer
from osteo_core.training.own.fit import Learning, fit
from osteo_core.training.own.request import OwnTraining
from osteo_core.whole_files import whole_file

Final = tuple[Learning, Path, str]


def carry_out(parts: list[Part], final: Final, asked: OwnTraining, *, quiet: bool) -> None:
    """Answer every part that has no answers yet, and train the networks of the fit on everybody, which lie in its folder afterwards."""
    from tqdm import tqdm

    waiting = [part for part in parts if not part.result.exists()]
    with tqdm(total=len(parts) + 1, initial=len(parts) - len(waiting), unit="fit", disable=quiet) as bar:
        for part, answers in _answered(waiting, final, asked):
            if part is not None and answers is not None:
                with whole_file(part.result) as file:
                    answers.to_parquet(file, index=False)
            bar.update(1)


def _answered(parts: list[Part], final: Final, asked: OwnTraining) -> Iterator[tuple[Part | None, pd.DataFrame | None]]:
    if asked.cluster is not None:
        yield from _by_cluster(parts, final, asked.cluster)
    elif asked.jobs == 1:
        yield from ((part, answer(part)) for part in parts)
        _fit_all(final)
        yield None, None
    else:
        yield from _by_processes(parts, final, asked.jobs)


def _by_processes(parts: list[Part], final: Final, jobs: int) -> Iterator[tuple[Part | None, pd.DataFrame | None]]:
    # Ctrl+C reaches every process of a terminal; this one alone answers it, and ends the others.
    ignoring: dict[str, Any] = {"initializer": signal.signal, "initargs": (signal.SIGINT, signal.SIG_IGN)}
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), **ignoring) as pool:
        futures: dict[Any, Part | None] = {pool.submit(answer, part): part for part in parts}
        futures[pool.submit(_fit_all, final)] = None
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():
                process.terminate()
            raise


def _by_cluster(parts: list[Part], final: Final, address: str) -> Iterator[tuple[Part | None, pd.DataFrame | None]]:
    from osteo_core.cluster import in_order, opened

    work: Iterable[Part | Final] = [*parts, final]
    with opened(address) as client:
        for asked, answers in in_order(client, _either, work):
            yield (asked, answers) if isinstance(asked, Part) else (None, None)


def _either(work: Part | Final) -> pd.DataFrame | None:
    if isinstance(work, Part):
        return answer(work)
    _fit_all(work)
    return None


def _fit_all(final: Final) -> None:
    """Train the networks of the last fit; whoever assembles the model finds them in the folder."""
    learning, folder, tag = final
    fit(learning, folder, tag)
