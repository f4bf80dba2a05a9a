"""Records with the digits of a report."""

from __future__ import annotations

import pytest

from osteo_core import load_model
from osteo_core.catalogue import CATALOGUE
from osteo_core.patients import Patient
from osteo_core.patients.cases import held_out, held_out_ids
from osteo_core.patients.examples import list_examples, load_example
from osteo_core.patients.table_row import as_reported


def test_a_report_has_one_digit_more_than_a_form_shows() -> None:
    record = as_reported(
        Patient.read(
            {
                "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.614019683840733},
                "clinical": {"age": 65.9, "sex": "female", "prior_fracture": True, "bmi": 26.672109752768066},
                "gene": {"rs731236": 1},
            }
        )
    )
    assert record.entered() == {
        "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.614},
        "clinical": {"age": 65.9, "sex": "female", "prior_fracture": True, "bmi": 26.67},
        "gene": {"rs731236": 1},
    }


@pytest.mark.parametrize("person", held_out_ids()[:5])
def test_the_answer_stays(person: str) -> None:
    model, drawn = load_model("fusion"), held_out(person)
    reported = as_reported(drawn)
    for block, fields in reported.entered().items():
        for name, value in fields.items():
            if CATALOGUE[name].kind == "continuous":
                assert len(str(value).partition(".")[2]) <= CATALOGUE[name].decimals + 1
                assert value == pytest.approx(drawn.entered()[block][name], abs=0.051 * 10.0 ** -CATALOGUE[name].decimals)
    before, after = model.assess(drawn), model.assess(reported)
    assert after.osteoporosis.probability == pytest.approx(before.osteoporosis.probability, abs=0.01)
    assert after.fracture is not None
    assert before.fracture is not None
    assert after.fracture.probability == pytest.approx(before.fracture.probability, abs=0.01)


@pytest.mark.parametrize("example", [example.id for example in list_examples()])
def test_examples_are_written_so_already(example: str) -> None:
    record = load_example(example)
    assert as_reported(record).entered() == record.entered()
