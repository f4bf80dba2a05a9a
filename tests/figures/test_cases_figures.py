"""Two risks on one scale: what is drawn is what was said, on the same scale for everybody."""

from __future__ import annotations

import pytest

from osteo_core.figures.base.risk_scale import describe_risk_scale, risk_scale
from osteo_core.inference.assessment import Risk
from osteo_core.translations import LANGUAGES

RISKS = {"osteoporosis": Risk(0.93, 0.84, 0.995), "fracture": Risk(0.009, 0.0004, 0.047)}


def test_points_and_bands_stand_at_the_numbers() -> None:
    figure = risk_scale(RISKS)
    points = [trace.x[0] for trace in figure.data if trace.type == "scatter"]
    bands = [(trace.base[0], trace.base[0] + trace.x[0]) for trace in figure.data if trace.type == "bar"]
    assert points == pytest.approx([93, 0.9])
    assert bands == [pytest.approx((84, 99.5)), pytest.approx((0.04, 4.7))]


def test_everybody_is_on_the_same_scale() -> None:
    low = {"fracture": Risk(0.001, 0.0005, 0.002)}
    assert risk_scale(low).layout.xaxis.range == risk_scale(RISKS).layout.xaxis.range == (0, 100)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_gives_every_number_with_its_interval_as_the_chart_does(language: str) -> None:
    told = describe_risk_scale(RISKS, language)
    drawn = " ".join(note.text for note in risk_scale(RISKS, language).layout.annotations)
    for number, interval in (("93", "84–>99"), ("0.9", "<0.1–4.7")):
        assert f"{number}\N{NO-BREAK SPACE}% ({interval})" in told
        assert f"<b>{number}\N{NO-BREAK SPACE}%</b> ({interval})" in drawn


def test_words_and_dots_are_light_on_dark() -> None:
    light, dark = risk_scale(RISKS), risk_scale(RISKS, dark=True)
    assert light.layout.font.color != dark.layout.font.color
    assert [t.marker.color for t in dark.data if t.type == "scatter"] == ["#FFFFFF", "#FFFFFF"]
