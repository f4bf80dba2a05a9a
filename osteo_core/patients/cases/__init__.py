"""Cases for a class: fixed people, each with a question and, where it is known, the truth; and the records of the explained people.

Chosen and written by `osteo reproduce cases`, which holds the criteria and the seed; `index.json` lists the cases in order. Virtual
people were held out of the training; real ones are among the examples, or NHANES participants (public-use data).
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from osteo_core.patients.examples import load_example
from osteo_core.patients.patient import Patient
from osteo_core.released import read_json, read_parquet, reading

FOLDER = Path(__file__).parent
RECORDS = "held_out.parquet"

_TAKEN = ("id", "kind", "source", "age", "sex", "asks", "example")

Asked = Literal["status", "band", "broke", "spread", "trust", "side"]
"""What the class may answer; the choices of each stand in the translations."""


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What became of a person: known of virtual people, whom a generator made; of real people here, nothing.

    Attributes:
        status: bone status, which the scan measures with error.
        fracture: a first major osteoporotic fracture within ten years; None where follow-up ended before without one.
        years: until that fracture, or of follow-up without one.
        died: follow-up ended with death.
    """

    status: Literal["normal", "osteopenia", "osteoporosis"] | None = None
    fracture: bool | None = None
    years: float | None = None
    died: bool = False

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return self.status is not None


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case; its texts stand in the translations under its id. `source` is the person's id in the cohort or the survey."""

    id: str
    kind: Literal["nhanes", "virtual"]
    source: str
    age: int
    sex: Literal["female", "male"]
    asks: Asked
    truth: Truth
    example: str | None = None


@cache
def list_cases() -> tuple[Case, ...]:
    """All cases in the order shown."""
    path = FOLDER / "index.json"
    index = read_json(path)
    with reading(path):
        return tuple(
            Case(**{name: entry[name] for name in _TAKEN if name in entry}, truth=Truth(**entry["truth"])) for entry in index["cases"]
        )


def load_case(case_id: str) -> Patient:
    """The record of one case. Raises KeyError for an unknown id."""
    for case in list_cases():
        if case.id == case_id:
            path = FOLDER / f"{case.id}.json"
            with reading(path) if not case.example else nullcontext():
                return load_example(case.example) if case.example else Patient.from_json(path)
    raise KeyError(f"no case {case_id!r}; there are {', '.join(case.id for case in list_cases())}")


def held_out(person: str) -> Patient:
    """The record of one of the explained virtual people, by id. Raises KeyError for anybody else."""
    return Patient.from_json_text(_records()[person])


def held_out_ids() -> tuple[str, ...]:
    """Ids of those whose records ship, in the order of the test set."""
    return tuple(_records())


@cache
def _records() -> dict[str, str]:
    table = read_parquet(FOLDER / RECORDS)
    return dict(zip(table["id"], table["record"], strict=True))
