"""Survey estimates against R's survey package, and the laws of a domain and of combined weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.errors import InvalidInput
from osteo_core.evaluation.survey.estimates import SurveyDesign, nhanes_design, weighted_mean, weighted_proportion
from osteo_core.evaluation.survey.table1 import bone_status
from tests import folders

GOLDEN = folders.GOLDEN / "survey"
EXPECTED = pd.read_csv(GOLDEN / "estimates.csv")


@pytest.fixture(scope="module")
def made_up() -> pd.DataFrame:
    return pd.read_csv(GOLDEN / "table.csv")


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    table = load_nhanes()
    return table.assign(status=bone_status(table)["status"])


def agrees(design: SurveyDesign, values: pd.Series, domain: pd.Series, expected: pd.Series) -> None:
    estimate = {"mean": weighted_mean, "proportion": weighted_proportion}[expected["kind"]](design, values, domain)
    for name in ("estimate", "se", "low", "high"):
        assert getattr(estimate, name) == pytest.approx(expected[name], rel=1e-8), name
    assert (estimate.df, estimate.n) == (expected["df"], expected["n"])


@pytest.mark.parametrize(
    "row", [row for _, row in EXPECTED[EXPECTED["table"] == "made_up"].iterrows()], ids=lambda r: f"{r.variable}-{r.domain}"
)
def test_a_made_up_survey_gives_what_r_gives(made_up: pd.DataFrame, row: pd.Series) -> None:
    design = SurveyDesign.of(made_up["weight"], made_up["stratum"], made_up["psu"])
    domain = made_up["rare"] == 1 if row["domain"] == "rare" else made_up["weight"] > 0
    agrees(design, made_up[row["variable"]], domain, row)


@pytest.mark.parametrize(
    "row", [row for _, row in EXPECTED[EXPECTED["table"] == "nhanes"].iterrows()], ids=lambda r: f"{r.variable}-{r.domain}"
)
def test_nhanes_people_of_three_cycles_give_what_r_gives(people: pd.DataFrame, row: pd.Series) -> None:
    if row["variable"] == "osteoporosis":
        values = (people["status"] == "osteoporosis").astype(float).mask(people["status"].isna())
        domain = (people["age"] >= 50) & (people["sex"] == row["domain"].removesuffix("_50"))
    else:
        values, domain = people[row["variable"]], people["status"] == row["domain"]
    agrees(nhanes_design(people), values, domain, row)


def test_a_domain_keeps_the_whole_design(made_up: pd.DataFrame) -> None:
    # People outside the domain may have any value; but without them, sampling units are lost and the error is another one.
    design = SurveyDesign.of(made_up["weight"], made_up["stratum"], made_up["psu"])
    domain = made_up["rare"] == 1
    inside = weighted_mean(design, made_up["bmd"], domain)
    assert weighted_mean(design, made_up["bmd"].where(domain, 99.0), domain) == inside
    kept = made_up[domain | (made_up["stratum"] <= 102)]
    other = weighted_mean(SurveyDesign.of(kept["weight"], kept["stratum"], kept["psu"]), kept["bmd"], kept["rare"] == 1)
    assert other.estimate == pytest.approx(inside.estimate)


def test_scaling_all_weights_changes_nothing(made_up: pd.DataFrame) -> None:
    one = weighted_mean(SurveyDesign.of(made_up["weight"], made_up["stratum"], made_up["psu"]), made_up["bmd"])
    ten = weighted_mean(SurveyDesign.of(made_up["weight"] * 10, made_up["stratum"], made_up["psu"]), made_up["bmd"])
    assert ten.se == pytest.approx(one.se)
    assert ten.estimate == pytest.approx(one.estimate)


def test_combined_weights_are_shares_of_the_years() -> None:
    people = pd.DataFrame(
        {
            "cycle": ["E", "E", "P", "P", "F", "E", "P"],
            "age": [60, 70, 50, 80, 60, 45, 45],
            "survey_weight": [100.0, 100.0, 100.0, 100.0, np.nan, 100.0, 100.0],
            "survey_strata": [1, 1, 2, 2, np.nan, 1, 2],
            "survey_psu": [1, 2, 1, 2, np.nan, 1, 2],
        }
    )
    np.testing.assert_allclose(nhanes_design(people).weights, [100 * 2 / 5.2] * 2 + [100 * 3.2 / 5.2] * 2 + [0, 100, 0])
    np.testing.assert_allclose(nhanes_design(people.head(2)).weights, [100, 100])


def test_a_share_of_nobody_or_everybody_has_no_logit_interval(made_up: pd.DataFrame) -> None:
    design = SurveyDesign.of(made_up["weight"], made_up["stratum"], made_up["psu"])
    for share in (0.0, 1.0):
        estimate = weighted_proportion(design, np.full(len(made_up), share))
        assert estimate.estimate == share
        assert np.isnan([estimate.low, estimate.high]).all()
    nobody = weighted_mean(design, made_up["bmd"], np.zeros(len(made_up), bool))
    assert nobody.n == 0
    assert np.isnan(nobody.estimate)


@pytest.mark.parametrize(
    "weights, strata, psu, words",
    [
        ([1, 1, 1], [1, 1, 2], [1, 2, 1], "stratum 2 has only one sampling unit"),
        ([1, 1, -1], [1, 1, 1], [1, 2, 2], "below 0"),
        ([np.nan, 0, 0], [1, 1, 1], [1, 2, 2], "nobody has a survey weight"),
        ([1, 1, 1], [1, 1, np.nan], [1, 2, 1], "no stratum or sampling unit"),
    ],
)
def test_a_design_without_a_variance_is_refused(weights: list, strata: list, psu: list, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        SurveyDesign.of(weights, strata, psu)


def test_only_ones_and_zeros_are_a_proportion(made_up: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="1 and 0"):
        weighted_proportion(SurveyDesign.of(made_up["weight"], made_up["stratum"], made_up["psu"]), made_up["bmd"])
