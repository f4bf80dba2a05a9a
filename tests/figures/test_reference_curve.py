"""The reference curve shows the curve it names, and the patient where the scores put them."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from osteo_core.catalogue import SITES
from osteo_core.figures.patient.reference_curve import describe_reference_curve, no_reference_curve, reference_curve, reference_curve_table
from osteo_core.patients import Patient
from osteo_core.translations import LANGUAGES


def someone(dxa: dict[str, Any], **clinical: Any) -> Patient:
    return Patient.read({"clinical": {"age": 66, "sex": "female", "ethnicity": "european"} | clinical, "dxa": dxa})


HOLOGIC = someone({"manufacturer": "hologic", "femoral_neck_bmd": 0.558, "lumbar_spine_t": -1.0})


def dot(figure: go.Figure) -> Any:
    return next(trace for trace in figure.data if trace.mode == "markers")


def test_the_dot_lies_at_the_age_and_hologic_bmd() -> None:
    mark = dot(reference_curve(HOLOGIC, "femoral_neck"))
    assert (mark.x[0], mark.y[0]) == (66, pytest.approx(0.558))


def test_other_scanners_are_brought_to_the_hologic_scale() -> None:
    """GE Lunar 0.71 is 0.939 x 0.71 - 0.023 standardised, and 0.5756 on Hologic's scale (Lu et al. 2001)."""
    lunar = someone({"manufacturer": "ge_lunar", "femoral_neck_bmd": 0.71})
    assert dot(reference_curve(lunar, "femoral_neck")).y[0] == pytest.approx((0.939 * 0.71 - 0.023 - 0.019) / 1.087)
    assert "Hologic" in reference_curve(lunar, "femoral_neck").layout.yaxis.title.text


def test_a_t_score_alone_is_placed_and_said() -> None:
    assert dot(reference_curve(HOLOGIC, "lumbar_spine")).y[0] == pytest.approx(1.047 - 0.110)
    assert "calculated from the T-score" in describe_reference_curve(HOLOGIC, "lumbar_spine")
    assert "calculated" not in describe_reference_curve(HOLOGIC, "femoral_neck")


def test_printed_scores_are_the_records() -> None:
    """(0.558 - 0.858) / 0.120 is -2.5."""
    said = describe_reference_curve(HOLOGIC, "femoral_neck")
    assert all(part in said for part in ("0.558 g/cm²", "T −2.5", "Z −"))
    figure = reference_curve(HOLOGIC, "femoral_neck")
    assert "T −2.5" in dot(figure).hovertext[0]
    assert any("0.558 g/cm²" in note.text for note in figure.layout.annotations)


def test_t_lines_lie_at_the_who_limits() -> None:
    """Femoral neck 0.858 - 0.120 and 0.858 - 2.5 x 0.120 g/cm² (NHANES III)."""
    lines = sorted({trace.y[0] for trace in reference_curve(HOLOGIC, "femoral_neck").data if trace.line.dash == "dash"})
    assert lines == pytest.approx([0.558, 0.738])


@pytest.mark.parametrize("site", SITES)
def test_the_table_holds_evenly_spaced_bands_over_the_curves_ages(site: str) -> None:
    table = reference_curve_table(someone({f"{site}_t": -1.0}), site)
    assert list(table.columns) == ["age", "mean", "sd", "minus_2sd", "plus_2sd", "minus_1sd", "plus_1sd"]
    steps = np.diff(table[["minus_2sd", "minus_1sd", "mean", "plus_1sd", "plus_2sd"]], axis=1)
    assert steps == pytest.approx(np.repeat(table[["sd"]].to_numpy(), 4, axis=1))
    assert (np.diff(table["age"]) == 1).all()


def test_z_is_the_distance_in_the_table() -> None:
    row = reference_curve_table(HOLOGIC, "femoral_neck").set_index("age").loc[66]
    z = (0.558 - row["mean"]) / row["sd"]
    assert f"Z {z:.1f}".replace("-", "−") in describe_reference_curve(HOLOGIC, "femoral_neck")


@pytest.mark.parametrize(
    "ethnicity, first, last, pooled", [("european", 20, 85, False), ("asian", 40, 80, False), ("other", 20, 85, True), (None, 20, 85, True)]
)
def test_each_group_has_its_ages_and_the_rest_are_pooled(ethnicity: str | None, first: int, last: int, pooled: bool) -> None:
    patient = someone({"femoral_neck_t": -1.0}, ethnicity=ethnicity)
    ages = reference_curve_table(patient, "femoral_neck")["age"]
    assert (ages.min(), ages.max()) == (first, last)
    assert ("all ethnicities combined" in describe_reference_curve(patient, "femoral_neck")) == pooled


def test_beyond_the_curve_the_dot_stays_and_no_z_is_given() -> None:
    old = someone({"femoral_neck_t": -2.0}, age=92)
    assert dot(reference_curve(old, "femoral_neck")).x[0] == 92
    said = describe_reference_curve(old, "femoral_neck")
    assert "Z not available" in said
    assert "20 to 85" in said


@pytest.mark.parametrize(
    "patient, site, why",
    [
        (someone({"femoral_neck_t": -1.0}), "total_hip", "Total hip BMD"),
        (someone({"femoral_neck_t": -1.0}, sex=None), "femoral_neck", "Sex"),
        (someone({"femoral_neck_t": -1.0}, sex=None, age=None), "femoral_neck", "Sex, Age"),
        (someone({"femoral_neck_t": -1.0}, age=None), "femoral_neck", "Age"),
    ],
)
def test_without_a_curve_the_reason_is_given(patient: Patient, site: str, why: str) -> None:
    assert why in (no_reference_curve(patient, site) or "")
    for draw in (reference_curve, describe_reference_curve, reference_curve_table):
        with pytest.raises(ValueError, match=why):
            draw(patient, site)


def test_with_a_curve_there_is_no_reason() -> None:
    assert no_reference_curve(HOLOGIC, "femoral_neck") is None


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_drawn_in_either_theme_and_language(language: str, dark: bool) -> None:
    figure = reference_curve(HOLOGIC, "femoral_neck", language, dark=dark)
    assert figure.layout.font.color == ("#E8EDF0" if dark else "#1B2329")
    assert "0.558" in describe_reference_curve(HOLOGIC, "femoral_neck", language)
