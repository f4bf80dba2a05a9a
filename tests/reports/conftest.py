"""A person of two comparable visits and one on another machine, and one with everything measured; asked once for all tests."""

from __future__ import annotations

import json

import pytest

from osteo_core.catalogue import CATALOGUE
from osteo_core.patients.examples import load_example
from osteo_core.records import Record
from osteo_core.reports.answers import Answered, ask
from tests.reports.people import VISITS


@pytest.fixture(scope="session")
def visits() -> Answered:
    """Two comparable visits, one on another machine in between, hostile names, a treatment and a fracture."""
    return ask(Record.from_json_text(json.dumps(VISITS)))


@pytest.fixture(scope="session")
def everything() -> Answered:
    """Every field of every kind of data, and every further question answered yes."""
    patient = json.loads(load_example("virtual-complete-osteoporosis").to_json())
    further = {feature.name: True for feature in CATALOGUE.entered("history") if feature.kind == "binary"}
    return ask(Record.from_json_text(json.dumps(patient | {"history": further})))


@pytest.fixture(scope="session")
def few_fields() -> Answered:
    """Age, sex and height: no scan, and most scores lack something."""
    return ask(Record.from_json_text(json.dumps({"clinical": {"age": 66, "sex": "male", "height_cm": 178}})))
