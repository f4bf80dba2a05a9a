"""Train everything that ships: cohort, five-fold networks, calibration, intervals, the simplified model, predictions, metrics, cards."""

from __future__ import annotations

import json
import multiprocessing
import shlex
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

import numpy as np

from osteo_core.constants import SEED
from osteo_core.errors import InvalidInput, Problem
from osteo_core.training.cohort import LIFE, input_places, training_cohort
from osteo_core.training.fold import FoldSettings
from osteo_core.training.run_folder import refuse_torn
from osteo_core.training.runs import Kind, Run, train_run
from osteo_core.whole_files import whole_file

COHORT_SIZE = 12_856
TEST_SHARE = 0.2
PREPARED = ("preprocessing.safetensors", "training.parquet", "test.parquet")
STAGES: tuple[tuple[Kind, ...], ...] = (("fusion",), ("distilled", "direct", "additive"))
"""The order of training: the simplified model learns from its teachers."""

LIFE_STAGES: tuple[tuple[Kind, ...], ...] = (("life",),)


@dataclass(frozen=True, kw_only=True)
class TrainSettings:
    """A whole training, as the command line asks for it.

    Attributes:
        cohort: "virtual" (the paper's world), "life", or the path of a table in the virtual cohort's format.
        out: folder that receives fusion/ and simplified/, or life/.
        n: people drawn when the cohort is virtual.
        test_share: of these, how many are held out.
        folds: networks in the ensemble.
        calibrate: people of the world as in life, separate from the cohort, on whom the ensemble is calibrated.
        judge: virtual people, separate from the cohort, on whom intervals and missing-test ranges are fitted.
        compare: virtual people, separate again, on whom distillation and bilinear pooling are judged.
    """

    cohort: str = "virtual"
    out: Path = Path("artifacts")
    seed: int = SEED
    n: int = COHORT_SIZE
    test_share: float = TEST_SHARE
    folds: int = 5
    jobs: int = 2
    calibrate: int = 20_000
    judge: int = 3_000
    compare: int = 20_000
    fold: FoldSettings = field(default_factory=FoldSettings)
    runs: Path | None = None

    @property
    def run_folder(self) -> Path:
        return self.runs or Path("runs") / f"{Path(self.cohort).stem}-{self.n}-{self.seed}"


def run(settings: TrainSettings, *, quiet: bool = False) -> dict[str, Any]:
    """Train, or go on where an interrupted run stopped; returns the metrics of each model.

    The run folder keeps the training table, the preprocessor and a checkpoint an epoch; a finished network is never trained again.
    """
    folder = settings.run_folder
    folder.mkdir(parents=True, exist_ok=True)
    refuse_torn(folder)
    _same_settings(folder, settings)
    prepare(settings, folder)
    for stage in LIFE_STAGES if settings.cohort == LIFE else STAGES:
        started = time.monotonic()
        _train_all(_runs(settings, folder, stage), settings.jobs, settings.fold.epochs, quiet)
        add_elapsed(folder, time.monotonic() - started)
    if settings.cohort == LIFE:
        from osteo_core.training.life.finish import finish
    else:
        from osteo_core.training.export_artifacts import finish
    return finish(settings, folder, command(), quiet=quiet)


def add_elapsed(folder: Path, seconds: float) -> float:
    """Add to the run's training time, which counts all its interrupted parts; returns the sum in seconds."""
    path = folder / "seconds.json"
    total = (json.loads(path.read_text()) if path.exists() else 0.0) + seconds
    with whole_file(path) as file:
        file.write(f"{json.dumps(round(total, 1))}\n".encode())
    return float(total)


def command() -> str:
    """The command line that is running, as one would type it again."""
    words = ["python", "-m", "osteo_core", *sys.argv[1:]] if sys.argv[0].endswith("__main__.py") else sys.argv
    return shlex.join(words)


def _same_settings(folder: Path, settings: TrainSettings) -> None:
    """A run folder belongs to one set of settings; going on with others would mix two models."""
    asked = {"cohort": settings.cohort, "seed": settings.seed, "n": settings.n, "folds": settings.folds, "fold": vars(settings.fold)}
    stored = folder / "settings.json"
    if not stored.exists():
        with whole_file(stored) as file:
            file.write(f"{json.dumps(asked, indent=1)}\n".encode())
    elif json.loads(stored.read_text()) != asked:
        raise InvalidInput(Problem(str(folder), "training.other_run", {}))


def prepare(settings: TrainSettings, folder: Path) -> None:
    """Draw or read the cohort, split it, fit the preprocessor on the training people, where the folder does not have all that yet."""
    if all((folder / name).exists() for name in PREPARED):
        return
    from safetensors.numpy import save

    from osteo_core.preprocessing.pipeline import Preprocessor
    from osteo_core.preprocessing.splits import folds, train_test_split
    from osteo_core.training.data import raw_inputs

    table, inputs = training_cohort(settings.cohort, settings.n, settings.seed), input_places(settings.cohort)
    strata = table["status"].to_numpy(str)
    train, test = train_test_split(strata, test_size=int(np.ceil(len(table) * settings.test_share)), seed=settings.seed)
    training = table.iloc[train].reset_index(drop=True)
    training["fold"] = folds(strata[train], k=settings.folds, seed=settings.seed)
    preprocessor = Preprocessor.fit(raw_inputs(training, inputs), seed=settings.seed, inputs=inputs)
    arrays, meta = preprocessor.state()
    with whole_file(folder / "preprocessing.safetensors") as file:
        file.write(save(arrays, {"meta": json.dumps(meta)}))
    for name, part in (("training", training), ("test", table.iloc[test].reset_index(drop=True))):
        with whole_file(folder / f"{name}.parquet") as file:
            part.to_parquet(file)


def _runs(settings: TrainSettings, folder: Path, kinds: tuple[Kind, ...]) -> list[Run]:
    teachers = tuple(folder / f"fusion-{fold}.safetensors" for fold in range(settings.folds))
    return [
        Run(
            folder=folder,
            kind=kind,
            fold=fold,
            seed=settings.seed,
            settings=settings.fold,
            teachers=teachers if kind == "distilled" else (),
        )
        for kind in kinds
        for fold in range(settings.folds)
    ]


def _train_all(runs: list[Run], jobs: int, epochs: int, quiet: bool) -> None:
    """Train the networks of a stage, `jobs` at a time, one process each, with one bar over all epochs."""
    from tqdm import tqdm

    context = multiprocessing.get_context("spawn")
    waiting = [run for run in runs if not run.result.exists()]
    if not waiting:
        return
    with context.Manager() as manager, tqdm(total=len(waiting) * epochs, unit="epoch", disable=quiet) as bar:
        events = manager.Queue()
        reporter = _Reporter(events)
        with ProcessPoolExecutor(jobs, mp_context=context) as pool:
            futures = [pool.submit(train_run, run, reporter) for run in waiting]
            try:
                _watch(futures, events, bar)
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _watch(futures: list[Future[Path]], events: Any, bar: Any) -> None:
    """Move the bar until every network is finished; the first failure is raised."""
    while not all(future.done() for future in futures) or not events.empty():
        try:
            kind, fold, epoch, loss = events.get(timeout=0.5)
        except Empty:
            continue
        bar.update(1)
        bar.set_postfix_str(f"{kind} fold {fold + 1} epoch {epoch} loss {loss:.4f}")
    for future in futures:
        future.result()


class _Reporter:
    """Sends progress from a training process; a class, since a closure cannot be sent to another process."""

    def __init__(self, events: Any) -> None:
        self.events = events

    def __call__(self, kind: str, fold: int, epoch: int, loss: float) -> None:
        self.events.put((kind, fold, epoch, loss))
