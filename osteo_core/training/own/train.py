"""`train --data`: a model of one's own people, from their table to a folder that every command and page can use."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.constants import MODALITIES
from osteo_core.errors import InvalidInput, Problem
from osteo_core.inference.artifact import CHECKED, save
from osteo_core.inference.model_names import models_folder
from osteo_core.inference.own_models import ALSO_CHECKED, HELDOUT, METRICS, check_name
from osteo_core.inference.sums import record_sums
from osteo_core.manifest import digest
from osteo_core.preprocessing.encode import ALL_INPUTS, encode, present_modalities
from osteo_core.training.own.beside import scores
from osteo_core.training.own.card import write_own_card
from osteo_core.training.own.checks import check_people, without
from osteo_core.training.own.circular import check_not_circular, withheld_inputs
from osteo_core.training.own.cross_validation import parts_of
from osteo_core.training.own.export import as_artifact, out_of_fold
from osteo_core.training.own.fit import Learning, fit
from osteo_core.training.own.judged import judge
from osteo_core.training.own.request import OwnTraining
from osteo_core.training.own.sharing import carry_out
from osteo_core.training.own.table import OwnPeople, read_own
from osteo_core.training.own.tensors import OwnTargets, Withheld
from osteo_core.training.run_folder import refuse_torn
from osteo_core.whole_files import whole_file, written_to

FINAL = "final"

Say = Callable[..., None]


def train_own(asked: OwnTraining, *, say: Say | None = None) -> dict[str, Any]:
    """Train, or go on where an interrupted training stopped; returns the figures of the card.

    Until it is finished everything lies in a hidden folder of the models folder (weights and answers by place in the table, no patient's
    data). The same table and options give the same bits, interrupted or not. `say(key, **params)` is told the plan; without it no
    progress is shown.

    Raises:
        InvalidInput: a name, table or folder that cannot be used, each with its reason; nothing has been written then.
    """
    check_name(asked.name)
    people, learning = prepared(asked)
    target, folder = _folders(asked, people)
    refuse_torn(folder)
    if say is not None:
        say_plan(asked, people, learning, say)
    parts = parts_of(learning, asked, folder)
    carry_out(parts, (learning, folder, FINAL), asked, quiet=say is None)
    answers = pd.concat([pd.read_parquet(part.result) for part in parts], ignore_index=True)
    fitted = fit(learning, folder, FINAL)
    beside = scores(people, learning.withheld)
    parameters: dict[str, int] = {outcome: _read(learning, hidden) for outcome, hidden in learning.withheld.items()}
    metrics = judge(answers, people, beside, parameters)
    record = {
        "seed": asked.seed, "command": asked.command, "cohort": "own", "people": people.rows, "training": people.n,
        "epochs": list(fitted.epochs), "table_sha256": digest(asked.data),
    }  # fmt: skip
    artifact = as_artifact(asked.name, fitted, learning, record)
    with _whole_folder(target) as new:
        save(artifact, new)
        out_of_fold(answers, people).to_parquet(new / HELDOUT, index=False)
        (new / METRICS).write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
        write_own_card(artifact, metrics, new, people=people, learning=learning, fitted=fitted, asked=asked)
        record_sums(new, (*CHECKED, *ALSO_CHECKED))
    shutil.rmtree(folder)
    return metrics


def prepared(asked: OwnTraining) -> tuple[OwnPeople, Learning]:
    """The people, and what is learned from them. Raises InvalidInput where they cannot be learned from."""
    people = read_own(asked)
    inputs = ALL_INPUTS if asked.start_model is None else _inputs_of(asked.start_model)
    withheld = withheld_inputs(people)
    raw = without(encode(people.full, inputs), asked.without)
    check_people(people, raw, present_modalities(raw), one_sex=asked.one_sex)
    check_not_circular(people, raw, inputs, withheld)
    some = _answerable(raw, inputs, withheld)
    if not some.all():
        people, raw = _only(people, some), raw[some]
        check_people(people, raw, present_modalities(raw), one_sex=asked.one_sex)
    modalities = tuple(m for m, here in zip(MODALITIES, np.asarray(present_modalities(raw).any(0)), strict=True) if here)
    return people, Learning(
        raw=raw, targets=OwnTargets.of_people(people), strata=_strata(people), modalities=modalities, withheld=withheld, inputs=inputs,
        start=asked.start_model, fold=asked.fold, seed=asked.seed, inner=asked.inner,
    )  # fmt: skip


def _inputs_of(start: str) -> tuple[str, ...]:
    from osteo_core.model import load_model

    return load_model(start).artifact.inputs


def _answerable(raw: Any, inputs: tuple[str, ...], withheld: Withheld) -> NDArray[np.bool_]:
    """(n,) people of whom something is left to read for every outcome, as the finished model will ask for it."""
    views = [present_modalities(np.where(np.isin(inputs, hidden), np.nan, raw)).any(1) for hidden in withheld.values()]
    return np.asarray(np.all(views, axis=0))


def _only(people: OwnPeople, some: NDArray[np.bool_]) -> OwnPeople:
    """Some of the people; the others count among those without an outcome or anything to read."""
    from dataclasses import replace

    kept: dict[str, Any] = {
        name: values[some]
        for name in ("row", "status", "from_scan", "fracture", "weight", "time", "event")
        if (values := getattr(people, name)) is not None
    }
    columns: dict[str, Any] = {name: {field: cells[some] for field, cells in getattr(people, name).items()} for name in ("columns", "full")}
    return replace(people, **kept, **columns, unknown=people.unknown + int((~some).sum()))


def _strata(people: OwnPeople) -> NDArray[np.int64]:
    """(n,) by which folds are kept level: class of bone status, and whether a fracture is known and happened."""
    status = np.zeros(people.n, np.int64) if people.status is None else people.status + 1
    if people.fracture is None or people.weight is None:
        return status
    return status * 3 + np.where(people.weight > 0, 1 + np.nan_to_num(people.fracture), 0).astype(np.int64)


def _read(learning: Learning, withheld: tuple[str, ...]) -> int:
    """Inputs that vary among these people and may be read."""
    seen = np.where(np.isin(learning.inputs, withheld), np.nan, learning.raw)
    return sum(len(np.unique(column[np.isfinite(column)])) > 1 for column in seen.T)


def _folders(asked: OwnTraining, people: OwnPeople) -> tuple[Path, Path]:
    """Where the model will lie, and where the work does until then; the latter is made.

    Raises:
        InvalidInput: something lies there already, a folder that cannot be written to, or a work folder of another training.
    """
    home = models_folder()
    target, folder = home / asked.name, home / f".{asked.name}.training"
    if target.exists() or target.is_symlink():
        raise InvalidInput(Problem("--name", "own.exists", {"name": asked.name, "folder": str(home)}))
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
    settings = asked.settings() | {"table": digest(asked.data), "people": _sum(people)}
    stored = folder / "settings.json"
    if not stored.exists():
        with whole_file(stored) as file:
            file.write(f"{json.dumps(settings, indent=1)}\n".encode())
    elif json.loads(stored.read_text(encoding="utf-8")) != json.loads(json.dumps(settings)):
        raise InvalidInput(Problem(str(folder), "training.other_run", {}))
    return target, folder


def _sum(people: OwnPeople) -> str:
    return hashlib.sha256(np.ascontiguousarray(people.row).tobytes()).hexdigest()


@contextmanager
def _whole_folder(target: Path) -> Iterator[Path]:
    """A folder that takes its name when the block ends well."""
    new = target.with_name(f".{target.name}.new")
    with written_to(new):
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        yield new
        new.rename(target)


def say_plan(asked: OwnTraining, people: OwnPeople, learning: Learning, say: Say) -> None:
    """What is going to be done, before it is begun."""
    from osteo_core.training.own.circular import reads_scan
    from osteo_core.training.own.network import HOLD

    say("people", n=f"{people.n:,}", rows=f"{people.rows:,}", refused=people.refused, unknown=people.unknown)
    if "osteoporosis" in learning.withheld and not reads_scan(learning.withheld["osteoporosis"]):
        say("scan_withheld")
    trained = sum(hold is not None for hold in HOLD[learning.start is not None])
    fits = asked.repeats * asked.outer + 1
    say("plan", repeats=asked.repeats, outer=asked.outer, inner=asked.inner, fits=fits, networks=trained * asked.inner)
