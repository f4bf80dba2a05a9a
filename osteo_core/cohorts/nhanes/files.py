"""NHANES from the public files themselves: the XPT files of one or more cycles, as downloaded from CDC, in the shipped extract's columns.

Cycles D 2005-06, E 2007-08, F 2009-10, H 2013-14, J 2017-18, P 2017-March 2020; `files.toml` names the variables and their codes,
`nhanes_answers` the definitions. DEMO, BMX and DXXFEM must be there. A further file that is not leaves its columns missing, and
`attrs["files_missing"]` names it. Of a cycle everybody in DEMO is returned, scanned or not, so that the survey's design stays whole (the
extract holds the scanned, in cycle P those aged 50 or over). The files give more than the extract: the weights and design of every cycle,
and age at fracture, alcohol, smoking, steroids and parents wherever they were asked.

Left missing, since their definition could not be verified or their file is not read: other_fx_after20, prev_fx_any_osq,
parent_osteoporosis, parent_hip_fraxcoded, drinks_per_drinking_day, gc_rx_days, diabetes, grip_combined_kg, fn_tscore_nhanes3F, mort_*;
treated_osteoporosis after 2010, when the question became another one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from osteo_core.cohorts.nhanes.answers import extract_columns
from osteo_core.cohorts.nhanes.extract import EXTRACT, harmonise_extract
from osteo_core.cohorts.nhanes.xpt import read_xpt
from osteo_core.errors import InvalidInput, Problem
from osteo_core.released import reading

_TABLE = Path(__file__).with_suffix(".toml")
with reading(_TABLE):
    _SPEC: dict[str, Any] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
CYCLES: tuple[str, ...] = tuple(_SPEC["cycle"])
_REQUIRED: list[str] = _SPEC["files"]["required"]
_OPTIONAL: list[str] = _SPEC["files"]["optional"]
_TEXT_COLUMNS = ("cycle", "cycle_label", "sex", "ethnicity")


def load_nhanes_files(folder: Path, cycles: Iterable[str] | None = None, min_age: float = 40, drop_overlap: bool = True) -> pd.DataFrame:
    """The participants of the cycles whose files are in `folder` (all that are, or those named), as `extract.load_nhanes` gives them.

    With `drop_overlap`, cycle J is left out where P, which repeats its people, is read too. `attrs["files_missing"]` lists the optional
    files that were not there. Raises InvalidInput, naming every file and variable at fault and what was expected.
    """
    chosen = _cycles_in(folder) if cycles is None else tuple(dict.fromkeys(cycles))
    if not chosen:
        raise InvalidInput(Problem(str(folder), "nhanes_files.no_cycle", {"names": ", ".join(_file_name("DEMO", c) for c in CYCLES)}))
    tables: list[pd.DataFrame] = []
    problems: list[Problem] = []
    missing: list[str] = []
    for cycle in chosen:
        try:
            table = read_cycle(folder, cycle)
        except InvalidInput as error:
            problems += error.problems
            continue
        tables.append(table)
        missing += table.attrs["files_missing"]
    if problems:
        raise InvalidInput(problems)
    raw = pd.concat([table.astype({name: object for name in _TEXT_COLUMNS}) for table in tables], ignore_index=True)
    raw["overlaps_P"] = ((raw["cycle"] == "J") & ("P" in chosen)).astype(int)
    people = harmonise_extract(raw, min_age, drop_overlap, fracture_ages_in=CYCLES)
    people.attrs["files_missing"] = tuple(missing)
    return people


def read_cycle(folder: Path, cycle: str) -> pd.DataFrame:
    """Everybody of one cycle, one row each, in the columns of the shipped extract (missing where these files do not give them).

    `attrs["files_missing"]` lists the optional files that were not there. Raises InvalidInput where a required file is not there, or a file
    is not a whole version 5 transport file, lacks a variable or holds it as text, is of another cycle, repeats a person or has one whom
    DEMO does not know, or holds a value outside its codebook.
    """
    if cycle not in CYCLES:
        raise InvalidInput(Problem(str(folder), "nhanes_files.unknown_cycle", {"cycle": cycle, "allowed": ", ".join(CYCLES)}))
    tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    missing: list[str] = []
    for kind in _files_of(cycle):
        path = _find(folder, _file_name(kind, cycle))
        if path is None:
            if kind in _REQUIRED:
                problems.append(Problem(_file_name(kind, cycle), "nhanes_files.file_missing", {"folder": str(folder)}))
            else:
                missing.append(_file_name(kind, cycle))
            continue
        try:
            tables[kind] = _checked(path, kind, cycle)
        except InvalidInput as error:
            problems += error.problems
    if "DEMO" in tables:
        problems += _strangers(tables, cycle)
    if problems:
        raise InvalidInput(problems)
    answers = pd.concat([table.set_index("SEQN") for table in tables.values()], axis=1).loc[tables["DEMO"]["SEQN"]].reset_index()
    raw = extract_columns(answers).assign(
        SEQN=answers["SEQN"].astype("int64"), cycle=cycle, cycle_label=_SPEC["cycle"][cycle]["label"], overlaps_P=int(cycle == "J")
    )
    raw = raw.reindex(columns=pq.read_schema(EXTRACT).names)
    raw.attrs["files_missing"] = tuple(missing)
    return raw


def _cycles_in(folder: Path) -> tuple[str, ...]:
    return tuple(cycle for cycle in CYCLES if _find(folder, _file_name("DEMO", cycle)) is not None)


def _files_of(cycle: str) -> list[str]:
    only_in = _SPEC["files"]["only_in"]
    return [kind for kind in (*_REQUIRED, *_OPTIONAL) if cycle in only_in.get(kind, cycle)]


def _file_name(kind: str, cycle: str) -> str:
    return f"P_{kind}.XPT" if cycle == "P" else f"{kind}_{cycle}.XPT"


def _find(folder: Path, name: str) -> Path | None:
    """CDC's own pages write the ending in both cases; InvalidInput where a folder has the file in both."""
    if not folder.is_dir():
        raise InvalidInput(Problem(str(folder), "nhanes_files.no_folder"))
    found = [path for path in sorted(folder.iterdir()) if path.name.upper() == name]
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise InvalidInput(Problem(str(folder), "nhanes_files.same_file_twice", {"names": names}))
    return found[0] if found else None


def _variables(kind: str, cycle: str) -> dict[str, dict[str, Any]]:
    return {name: spec for name, spec in _SPEC[kind].items() if cycle in spec.get("cycles", cycle)}


def _checked(path: Path, kind: str, cycle: str) -> pd.DataFrame:
    """SEQN and the variables of one file that are needed, every value allowed by the codebook."""
    table, text = read_xpt(path)
    variables = _variables(kind, cycle)
    problems = [_at(path, name, "text" if name in text else "no_variable") for name in ("SEQN", *variables) if name not in table]
    if problems:
        raise InvalidInput(problems)
    if kind == "OSQ":
        variables |= {
            name: variables[first] for name in map(str, table) if (first := f"{name[:-1]}A") in variables and name not in variables
        }
    problems += _people_problems(path, table["SEQN"])
    for name, spec in variables.items():
        problems += _value_problems(path, table[name], spec, _SPEC["cycle"][cycle]["release"])
    if problems:
        raise InvalidInput(problems)
    return table[["SEQN", *variables]]


def _people_problems(path: Path, people: pd.Series) -> Iterator[Problem]:
    if not (people > 0).all() or (people % 1 != 0).any():
        yield _at(path, "SEQN", "seqn_not_whole")
    repeated = people[people.duplicated()]
    if len(repeated):
        yield _at(path, "SEQN", "seqn_repeated", seqn=f"{repeated.iloc[0]:.0f}", count=repeated.nunique())


def _value_problems(path: Path, values: pd.Series, spec: dict[str, Any], release: int) -> Iterator[Problem]:
    if values.name == "SDDSRVYR":
        if not (values == release).all():
            found = ", ".join(f"{value:g}" for value in values.unique()[:3])
            yield _at(path, "SDDSRVYR", "wrong_cycle", found=found, expected=release)
        return
    low, high = spec.get("range", (np.inf, -np.inf))
    codes = spec.get("codes", [])
    outside = values[values.notna() & ~values.between(low, high) & ~values.isin(codes)]
    if len(outside):
        allowed = ", ".join([*([f"{low:g}–{high:g}"] if "range" in spec else []), *(f"{code:g}" for code in codes)])
        yield _at(path, str(values.name), "not_in_codebook", value=f"{outside.iloc[0]:g}", count=len(outside), allowed=allowed)


def _strangers(tables: dict[str, pd.DataFrame], cycle: str) -> Iterator[Problem]:
    """People of a file whom the cycle's DEMO does not have: the file is of another cycle."""
    known = tables["DEMO"]["SEQN"]
    for kind, table in tables.items():
        unknown = table.loc[~table["SEQN"].isin(known), "SEQN"]
        if len(unknown):
            yield Problem(
                f"{_file_name(kind, cycle)}: SEQN",
                "nhanes_files.not_in_demo",
                {"seqn": f"{unknown.iloc[0]:.0f}", "count": len(unknown), "demo": _file_name("DEMO", cycle)},
            )


def _at(path: Path, variable: str, key: str, **params: object) -> Problem:
    return Problem(f"{path.name}: {variable}", f"nhanes_files.{key}", params)
