"""What each command of the command line does; everything heavy is imported when its command runs."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteo_core.cli.output import complain, put, put_json
from osteo_core.errors import InvalidInput, Problem
from osteo_core.extras import require_extra
from osteo_core.locations import APP
from osteo_core.translations import translate

if TYPE_CHECKING:
    from osteo_core.inference.assessment import Assessment
    from osteo_core.model import Model
    from osteo_core.patients import Patient

DONE = 0
TRAINING_COLUMNS = ("status", "fracture_time", "fracture_event", "volume_seed", "series_seed")


def run_assess(options: argparse.Namespace) -> int:
    """Assess one patient and print the answer as text or JSON."""
    _require_file(options.patient)
    from osteo_core import Patient, load_model
    from osteo_core.cli.report import as_document, as_text

    patient = Patient.from_json(options.patient)
    model = load_model(options.model)
    record = model.read(patient)
    assessment = model.assess(record)
    explanations = list(model.explain_all(record).values()) if options.explain else []
    if options.format == "json":
        put_json(as_document(assessment, explanations, options.language))
    else:
        put(as_text(assessment, explanations, options.language))
    return DONE


def run_score(options: argparse.Namespace) -> int:
    """Assess every row of a table; what was refused is said on stderr and listed in the errors file."""
    _require_file(options.table)
    from osteo_core import load_model
    from osteo_core.inference.score_files import check_output
    from osteo_core.inference.scoring import score
    from osteo_core.patients.tables.header import named

    check_output(options.table, options.results)
    beside = _comparators(options.language) if options.comparators else None
    model = load_model(options.model)
    done = score(options.table, options.results, model, comparators=beside, language=options.language, strict=options.strict)
    numbers = {"n_in": done.n_in, "n_scored": done.n_scored, "n_refused": done.n_refused, "seconds": f"{done.seconds:.1f}"}
    complain(translate("cli.scored", options.language, results=options.results, **numbers))
    if done.unread:
        names = named(done.unread)
        complain(translate("cli.unread_columns", options.language, count=len(done.unread), names=names))
    if done.errors_path is not None:
        complain(translate("cli.refused_rows", options.language, errors=done.errors_path, n=done.n_refused))
    return DONE


def _comparators(language: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    from osteo_core.scores.comparators import comparator_columns

    return partial(comparator_columns, language=language)


def run_compare(options: argparse.Namespace) -> int:
    """Every comparator that the patient's data allow, beside the network, and what each rule set makes of it."""
    _require_file(options.patient)
    from osteo_core import Patient, load_model
    from osteo_core.cli.compare import NETWORKS, as_document, as_text
    from osteo_core.scores.frax_style import score as frax_style
    from osteo_core.scores.registry import every_score
    from osteo_core.scores.rules.decide import apply, rule_sets

    patient = Patient.from_json(options.patient)
    networks = {name: _asked(load_model(name), patient) for name in NETWORKS}
    scores = every_score(patient, load_model())
    decisions = [apply(rules, patient, scores[frax_style.ABOUT.name]) for rules in rule_sets()]
    if options.format == "json":
        document = as_document(networks, scores, decisions, options.language)
        put_json(document)
    else:
        put(as_text(networks, scores, decisions, options.language))
    return DONE


def run_evaluate(options: argparse.Namespace) -> int:
    """Judge the predictions in a table against its outcomes, against each other, and by group."""
    from osteo_core.cli.evaluate import as_text, evaluated

    document = evaluated(options)
    if options.format == "json":
        put_json(document)
    else:
        put(as_text(document, options.language))
    return DONE


def run_train(options: argparse.Namespace) -> int:
    """Train the shipped models on the virtual cohort, or on a table of the same form; or the one that learns from NHANES."""
    given = {name: getattr(options, name) for name in ("out", "seed", "n") if getattr(options, name) is not None}
    if options.cohort == "nhanes":
        if options.n is not None:
            raise InvalidInput(Problem(where="--n", key="cli.not_for_nhanes"))
        require_extra("train")
        from osteo_core.training.nhanes import train as nhanes

        nhanes.run(**given)
        return DONE
    if options.cohort != "virtual":
        _require_training_table(Path(options.cohort))
    from osteo_core.training.train import TrainSettings, run

    run(TrainSettings(cohort=options.cohort, **given))
    return DONE


def run_cohort(options: argparse.Namespace) -> int:
    """Write a cohort as a Parquet table: virtual people, or the NHANES participants aged 40 or over that ship with the program."""
    from osteo_core.whole_files import check_place, whole_file

    if options.out.suffix.lower() != ".parquet":
        raise InvalidInput(Problem(where=str(options.out), key="cli.not_a_parquet_place"))
    check_place(options.out)
    if options.kind == "nhanes":
        from osteo_core.cohorts.nhanes.extract import load_nhanes
        from osteo_core.cohorts.nhanes.files import load_nhanes_files

        people = load_nhanes() if options.files is None else load_nhanes_files(options.files)
        with whole_file(options.out) as file:
            people.to_parquet(file, index=False)
        complain(translate("cli.nhanes_written", options.language, n=len(people), out=options.out))
        return DONE
    absent = [f"--{name}" for name in ("n", "seed") if getattr(options, name) is None]
    if absent:
        raise InvalidInput(Problem(where=", ".join(absent), key="cli.needed_for_virtual"))
    from osteo_core.cohorts.worlds.paper import write

    write(options.out, n=options.n, seed=options.seed)
    complain(translate("cli.cohort_written", options.language, n=options.n, out=options.out))
    return DONE


def run_app(options: argparse.Namespace) -> int:
    """Serve the dashboard until it is stopped; Streamlit takes this process over.

    With -P nothing is imported from the folder in which the command was given.
    """
    server = (f"--server.address={options.address}", f"--server.port={options.port}")
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(APP), *server]
    if os.name == "posix":
        os.execv(sys.executable, command)
    return subprocess.call(command)


def _asked(model: Model, patient: Patient) -> Assessment | InvalidInput:
    """A network's answer, or why it has none: it must not stand in the way of the scores."""
    try:
        return model.assess(patient)
    except InvalidInput as refused:
        return refused


def _require_file(path: Path) -> None:
    try:
        folder, there = path.is_dir(), path.exists()
    except (OSError, ValueError):  # a folder on the way may not be looked into; a NUL in the name
        folder, there = False, False
    if folder:
        raise InvalidInput(Problem(where=str(path), key="cli.is_directory"))
    if not there:
        raise InvalidInput(Problem(where=str(path), key="cli.not_found"))


def _require_training_table(path: Path) -> None:
    """A Parquet table with the catalogue's columns and the outcomes that training needs."""
    if path.suffix.lower() != ".parquet" or not path.is_file():
        raise InvalidInput(Problem(where=str(path), key="training.no_cohort"))
    from osteo_core.patients.tables.read import open_patients

    header = open_patients(path, strict=True).file.header
    absent = [name for name in TRAINING_COLUMNS if name not in header]
    if absent:
        raise InvalidInput(Problem(where=str(path), key="cli.no_outcomes", params={"absent": ", ".join(absent)}))
