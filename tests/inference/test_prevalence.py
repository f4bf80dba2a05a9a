import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteo_core.errors import InvalidInput
from osteo_core.inference import prevalence
from osteo_core.inference.assessment import Assessment, MissingTest, Risk

PROBABILITY = st.floats(0.002, 0.998)


def assessment(normal: float, osteopenia: float, osteoporosis: float, fracture: float) -> Assessment:
    total = normal + osteopenia + osteoporosis
    status = {"normal": normal / total, "osteopenia": osteopenia / total, "osteoporosis": osteoporosis / total}
    intervals = {name: Risk(p, p / 2, (1 + p) / 2) for name, p in status.items()}
    return Assessment(
        "fusion",
        status,
        intervals["osteoporosis"],
        Risk(fracture, fracture / 2, (1 + fracture) / 2),
        {"dxa_clinical": 1.0},
        (),
        intervals,
        ("dxa",),
        (
            MissingTest(modality="micro", outcome="osteoporosis", low=0.1, high=0.6),
            MissingTest(modality="micro", outcome="fracture", low=0.1, high=0.6),
        ),
    )


@given(PROBABILITY, PROBABILITY, PROBABILITY, PROBABILITY, st.floats(45, 100), st.sampled_from(["female", "male"]))
def test_a_restated_answer_is_a_distribution_inside_its_intervals(a: float, b: float, c: float, f: float, age: float, sex: str) -> None:
    restated = prevalence.to_nhanes(age, sex).restate(assessment(a, b, c, f))
    assert sum(restated.status.values()) == pytest.approx(1)
    assert restated.osteoporosis.probability == pytest.approx(restated.status["osteoporosis"])
    for risk in (*restated.status_intervals.values(), restated.fracture):
        assert risk is not None
        assert 0 < risk.low < risk.probability < risk.high < 1


@given(PROBABILITY, PROBABILITY, PROBABILITY, PROBABILITY)
def test_the_own_prevalence_of_the_virtual_cohort_changes_nothing(a: float, b: float, c: float, f: float) -> None:
    learned = prevalence.learned("paper")
    told = assessment(a, b, c, f)
    restated = prevalence.to_own(learned.status["osteoporosis"], learned.fracture).restate(told)
    assert restated.status == pytest.approx(told.status)
    assert restated.fracture is not None
    assert told.fracture is not None
    assert restated.fracture.probability == pytest.approx(told.fracture.probability)
    assert prevalence.unchanged().restate(told) is told


def test_bayes_rule_by_counting_people() -> None:
    """A test seen in 80 % of those with osteoporosis and 30 % of the others, counted in two populations of different prevalence."""

    def after(share: float) -> float:
        return 0.8 * share / (0.8 * share + 0.3 * (1 - share))

    learned = prevalence.learned("paper").status
    p = after(learned["osteoporosis"])
    rest = (1 - p) / (1 - learned["osteoporosis"])
    told = assessment(learned["normal"] * rest, learned["osteopenia"] * rest, p, 0.15)
    for share in (0.05, 0.1, 0.7):
        restated = prevalence.to_own(osteoporosis=share).restate(told)
        assert restated.osteoporosis.probability == pytest.approx(after(share))
        assert restated.fracture == told.fracture


def test_rarer_among_people_means_rarer_here_and_ranges_move_along() -> None:
    told = assessment(0.2, 0.3, 0.5, 0.2)
    restated = prevalence.to_nhanes(62, "male").restate(told)
    assert restated.osteoporosis.probability < 0.12
    assert restated.missing_tests[0].high < told.missing_tests[0].high
    width = [math.log(r.high / (1 - r.high)) - math.log(r.low / (1 - r.low)) for r in (told.osteoporosis, restated.osteoporosis)]
    assert width[0] == pytest.approx(width[1])


def test_what_is_needed_and_allowed_is_said() -> None:
    with pytest.raises(InvalidInput, match=r"clinical\.sex") as refused:
        prevalence.to_nhanes(70, None)
    assert len(refused.value.problems) == 1
    for value in (0.0, 0.99, -1):
        with pytest.raises(InvalidInput, match=r"allowed range, 0.1 to 95 %"):
            prevalence.to_own(osteoporosis=value)


def test_a_model_of_real_people_is_not_restated() -> None:
    told = assessment(0.2, 0.3, 0.5, 0.2)
    real = Assessment("nhanes", told.status, told.osteoporosis, None, {}, (), told.status_intervals, ("clinical",), (), told.fracture)
    assert prevalence.to_nhanes(70, "female").restate(real) is real


def test_the_table_agrees_with_the_people_it_was_made_from() -> None:
    """NHANES: weighted shares by ten years of age, worked out anew, against the smoothed curve's mean over the same people."""
    from osteo_core.cohorts.nhanes.extract import load_nhanes
    from osteo_core.patients.columns import columns_of, harmonise
    from osteo_core.patients.dxa import round_t

    people = load_nhanes()
    people = people[(people["survey_weight"] > 0) & people["manufacturer"].notna()].reset_index(drop=True)
    full = harmonise(columns_of(people)).columns
    t = round_t(np.nanmin(np.stack([full[f"{site}_t"] for site in ("lumbar_spine", "femoral_neck", "total_hip")]), axis=0))
    weight = people["survey_weight"] * people["cycle"].map({"E": 2.0, "H": 2.0, "P": 3.2})
    for sex in ("female", "male"):
        for low in (40, 50, 60, 70):
            rows = ((people["sex"] == sex) & people["age"].between(low, low + 9)).to_numpy()
            seen = np.average(t[rows] <= -2.5, weights=weight[rows])
            told = [prevalence.to_nhanes(age, sex).target.status["osteoporosis"] for age in people["age"][rows]]
            assert np.average(told, weights=weight[rows]) == pytest.approx(seen, abs=0.012)


def test_the_virtual_curves_average_to_the_virtual_cohort() -> None:
    document = json.loads(Path(prevalence.__file__).with_name("prevalence.json").read_text())
    assert document["virtual"]["overall"]["status"]["osteoporosis"] == pytest.approx(6234 / 12856, abs=0.003)
    assert document["virtual"]["overall"]["fracture"] == pytest.approx(0.15, abs=0.005)
    for people in ("virtual", "nhanes"):
        for sex in ("female", "male"):
            shares = np.array(list(document[people][sex]["status"].values()))
            assert np.allclose(shares.sum(0), 1, atol=1e-4)


def test_each_world_is_restated_from_its_own_prevalence() -> None:
    life, paper = prevalence.learned("life"), prevalence.learned("paper")
    # NHANES participants of 40 or over, and the paper's Table 1.
    assert 0.05 < life.status["osteoporosis"] < 0.12
    assert paper.status["osteoporosis"] == pytest.approx(0.485, abs=0.005)
    told = assessment(0.3, 0.4, 0.3, 0.1)
    for world, base in (("life", life), ("paper", paper)):
        same = prevalence.to_own(base.status["osteoporosis"], base.fracture, world).restate(told)  # type: ignore[arg-type]
        assert same.status == pytest.approx(told.status)
    one, other = (prevalence.to_own(0.2, 0.1, world).restate(told) for world in ("life", "paper"))
    assert one.osteoporosis.probability > told.osteoporosis.probability > other.osteoporosis.probability


def test_a_fracture_at_another_age_moves_as_the_patients_own_does() -> None:
    there = prevalence.to_own(fracture=0.3, world="life")
    restated = there.restate(assessment(0.3, 0.4, 0.3, 0.1))
    assert restated.fracture is not None
    assert there.fracture(0.1) == pytest.approx(restated.fracture.probability)
