"""The quick look for interactions follows shap's rule where everybody has everything, and is honest where not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.explanation.global_sample import GlobalSample
from osteo_core.explanation.interactions import FEWEST, interacting_fields, slopes, strength
from osteo_core.stored.explanations import load_sample

PEOPLE = 300
NAMES = ("ctx", "osteocalcin", "balp", "p1np", "trap5b")


def _sample(values: pd.DataFrame, contributions: pd.DataFrame, category: str | None = None) -> GlobalSample:
    """Explanations of one outcome; a missing value is a field not entered."""
    rows = [
        (person, "fracture", field, "btm", np.nan if field == category else value, value if field == category else None, push)
        for field in values
        for person, value, push in zip(values.index, values[field], contributions[field], strict=True)
        if not pd.isna(value)
    ]
    fields = pd.DataFrame(rows, columns=["id", "outcome", "field", "modality", "value", "category", "contribution"])
    people = pd.DataFrame({"id": values.index, "outcome": "fracture", "complete": True, "baseline": 0.0, "log_odds": 0.0})
    return GlobalSample(fields, fields[["id", "outcome", "modality", "contribution"]], people)


@pytest.fixture
def planted() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Five independent fields; what CTX does depends on BALP and, less, on P1NP."""
    rng = np.random.default_rng(4)
    ids = [f"V{i:04d}" for i in range(PEOPLE)]
    values = pd.DataFrame(rng.normal(size=(PEOPLE, len(NAMES))), columns=NAMES, index=ids)
    pushes = pd.DataFrame(rng.normal(scale=0.1, size=values.shape), columns=NAMES, index=ids)
    pushes["ctx"] = values["ctx"] + values["ctx"].abs() * (0.8 * values["balp"] + 0.4 * values["p1np"]) + pushes["ctx"]
    return values, pushes


@pytest.mark.parametrize("field", NAMES)
def test_the_order_is_shaps_where_everybody_has_everything(planted: tuple[pd.DataFrame, pd.DataFrame], field: str) -> None:
    from shap.utils import approximate_interactions

    values, pushes = planted
    by_shap = approximate_interactions(field, pushes.to_numpy(), values.to_numpy(), feature_names=np.array(NAMES))
    expected = [NAMES[i] for i in by_shap if NAMES[i] != field]
    assert interacting_fields(_sample(values, pushes), "fracture", field)["field"].tolist() == expected


def test_a_pair_is_looked_at_among_those_who_have_both(planted: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    values, pushes = planted
    whole = interacting_fields(_sample(values, pushes), "fracture", "ctx").set_index("field")
    assert whole.index[0] == "balp"
    fewer = values.copy()
    fewer.loc[fewer.index[::2], "balp"] = np.nan
    fewer.loc[fewer.index[FEWEST - 1 :], "trap5b"] = np.nan
    found = interacting_fields(_sample(fewer, pushes), "fracture", "ctx").set_index("field")
    assert found.loc["balp", "n"] == PEOPLE // 2
    assert "trap5b" not in found.index
    assert found.index[0] == "balp"
    np.testing.assert_allclose(found.loc["p1np"], whole.loc["p1np"])


def test_chance_is_taken_off_however_few_have_the_field() -> None:
    rng = np.random.default_rng(9)
    for n in (60, 150, 500):
        found = [strength(rng.normal(size=n), rng.normal(size=n)) for _ in range(200)]
        assert np.mean(found) == pytest.approx(0, abs=3 * np.std(found) / np.sqrt(len(found)) + 0.02)


def test_a_category_counts_by_its_level(planted: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    values, pushes = planted
    rng = np.random.default_rng(2)
    group = pd.Series(rng.choice(["european", "asian", "african"], PEOPLE), index=values.index)
    pushes["osteocalcin"] = values["osteocalcin"] + 2.0 * (group == "asian")
    found = interacting_fields(
        _sample(values.assign(ethnicity=group), pushes.assign(ethnicity=0.0), "ethnicity"), "fracture", "osteocalcin"
    )
    assert found["field"].iloc[0] == "ethnicity"


def test_glucocorticoids_are_found_to_weaken_a_marker_as_the_generator_made_it() -> None:
    sample = load_sample()
    assert interacting_fields(sample, "osteoporosis", "osteocalcin")["field"].iloc[0] == "glucocorticoid_use"
    found = slopes(sample, "osteoporosis", "osteocalcin", "glucocorticoid_use")
    assert 0 < found[True] < 0.75 * found[False]


def test_slopes_are_those_of_the_lines_that_were_drawn() -> None:
    ids = [f"V{i}" for i in range(40)]
    values = pd.DataFrame({"ctx": np.linspace(0, 1, 40), "glucocorticoid_use": [0.0, 1.0] * 20}, index=ids)
    pushes = pd.DataFrame({"ctx": values["ctx"] * np.where(values["glucocorticoid_use"] == 1, 0.5, 2.0) + 1.0, "glucocorticoid_use": 0.0})
    found = slopes(_sample(values, pushes), "fracture", "ctx", "glucocorticoid_use")
    assert found == {False: pytest.approx(2.0), True: pytest.approx(0.5)}


def test_nobody_has_the_field(planted: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    with pytest.raises(KeyError):
        interacting_fields(_sample(*planted), "fracture", "tb_sp")
    with pytest.raises(KeyError):
        slopes(_sample(*planted), "fracture", "ctx", "prior_fracture")
