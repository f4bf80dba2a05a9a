"""Charts carry the numbers they were given, say them in both languages, and hand them out."""

from __future__ import annotations

import math
import tomllib

import pytest

from osteo_core import figures
from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.explanation.explanation import Explanation
from osteo_core.figures.base.numbers import bare_interval, percent_with_interval, tenths
from osteo_core.inference.assessment import MissingTest, Risk
from osteo_core.translations import LANGUAGES
from tests import folders

RISK = Risk(0.23, 0.16, 0.32)
STATUS = {"normal": 0.2, "osteopenia": 0.57, "osteoporosis": 0.23}
ATTENTION = {"dxa_clinical": 0.7, "btm": 0.3}
PUSHES = {f.name: (-1) ** i * 0.05 * (i + 1) for i, f in enumerate(CATALOGUE.entered("clinical")) if f.kind in ("continuous", "binary")}
EXPLANATION = Explanation("osteoporosis", -0.2, -0.2 + sum(PUSHES.values()), PUSHES, {"clinical": sum(PUSHES.values())})
TESTS = [
    MissingTest(modality="micro", outcome="osteoporosis", low=0.1, high=0.5),
    MissingTest(modality="gene", outcome="osteoporosis", low=0.2, high=0.3),
]
PAIRS = {"osteoporosis": (RISK, Risk(0.4, 0.3, 0.5)), "fracture": (Risk(0.1, 0.05, 0.2), Risk(0.2, 0.1, 0.3))}


@pytest.mark.parametrize(
    "probability, text",
    [(0.234, "23\xa0%"), (0.0234, "2.3\xa0%"), (0.0996, "10\xa0%"), (0.1, "10\xa0%"), (0.0001, "<0.1\xa0%"), (0.9999, ">99\xa0%")],
)
def test_percent_has_no_decimals_from_ten_and_never_claims_certainty(probability: float, text: str) -> None:
    assert figures.percent(probability) == text


def test_percent_with_interval_as_the_pages_print_it() -> None:
    assert figures.percent_with_interval(RISK) == "23\xa0% (16–32)"


@pytest.mark.parametrize("wrong", [-0.01, 1.01, math.nan])
def test_percent_refuses_what_is_no_probability(wrong: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        figures.percent(wrong)


def test_log_odds_to_probability_at_known_points() -> None:
    assert figures.log_odds_to_probability(0.0) == 0.5
    assert figures.log_odds_to_probability(math.log(3)) == pytest.approx(0.75)
    assert figures.log_odds_to_probability(-800.0) == pytest.approx(0.0)
    assert figures.log_odds_to_probability(800.0) == pytest.approx(1.0)


def test_gauge_shows_estimate_and_interval_without_treatment_bands() -> None:
    indicator = figures.gauge(RISK, "Osteoporosis now").data[0]
    assert indicator.value == pytest.approx(23)
    assert [tuple(step.range) for step in indicator.gauge.steps] == [(16, 32)]
    assert indicator.gauge.threshold.value is None


def test_waterfall_bars_lead_from_baseline_to_value() -> None:
    steps = figures.feature_steps(EXPLANATION)
    figure = figures.waterfall(EXPLANATION, steps)
    assert len(figure.data) == 11
    assert figure.data[0].base[0] == pytest.approx(EXPLANATION.baseline)
    for before, after in zip(figure.data, figure.data[1:], strict=False):
        assert after.base[0] == pytest.approx(before.base[0] + before.x[0])
    assert figure.data[-1].base[0] + figure.data[-1].x[0] == pytest.approx(EXPLANATION.value)


def test_waterfall_keeps_the_ten_largest_and_sums_the_rest() -> None:
    steps = figures.feature_steps(EXPLANATION)
    ranked = sorted(PUSHES, key=lambda name: -abs(PUSHES[name]))
    assert [s.name for s in steps] == [*ranked[:10], "rest"]
    assert steps[-1].value == pytest.approx(sum(PUSHES[name] for name in ranked[10:]))


def test_waterfall_refuses_bars_that_do_not_add_up() -> None:
    steps = figures.feature_steps(EXPLANATION)[:-1]
    with pytest.raises(ValueError, match="the bars end at"):
        figures.waterfall(EXPLANATION, steps)


def test_waterfall_table_runs_to_the_probability() -> None:
    table = figures.waterfall_table(EXPLANATION, figures.feature_steps(EXPLANATION))
    assert table["running_log_odds"].iloc[-1] == pytest.approx(EXPLANATION.value)
    assert table["running_probability"].iloc[-1] == pytest.approx(1 / (1 + math.exp(-EXPLANATION.value)))


def test_both_ends_of_the_waterfall_carry_the_probability() -> None:
    figure = figures.waterfall(EXPLANATION, figures.modality_steps(EXPLANATION))
    text = " ".join(a.text for a in figure.layout.annotations)
    assert figures.percent(1 / (1 + math.exp(-EXPLANATION.baseline))) in text
    assert figures.percent(1 / (1 + math.exp(-EXPLANATION.value))) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_say_the_numbers(language: str) -> None:
    assert "23\xa0%" in figures.describe_gauge(RISK, "x", language)
    assert all(figures.percent(p) in figures.describe_status(STATUS, language) for p in STATUS.values())
    assert "70\xa0%" in figures.describe_attention(ATTENTION, language)
    assert "40\xa0% (30–50)" in figures.describe_what_if(PAIRS, language)
    told = figures.describe_missing_tests(TESTS, 0.23, language)
    assert told.index(CATALOGUE.modality_label("micro", language)) < told.index(CATALOGUE.modality_label("gene", language))
    label = CATALOGUE[max(PUSHES, key=lambda n: abs(PUSHES[n]))].label_in(language)
    assert label in figures.describe_waterfall(EXPLANATION, figures.feature_steps(EXPLANATION, language), language)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_can_be_drawn_in_either_theme(language: str, dark: bool) -> None:
    drawn = [
        figures.gauge(RISK, "x", language, dark=dark),
        figures.status_bar(STATUS, language, dark=dark),
        figures.attention_bars(ATTENTION, language, dark=dark),
        figures.what_if_dumbbell(PAIRS, language, dark=dark),
        figures.missing_tests_chart(TESTS, 0.23, language, dark=dark),
        figures.waterfall(EXPLANATION, figures.feature_steps(EXPLANATION, language), language, dark=dark),
    ]
    for figure in drawn:
        assert figure.to_dict()["data"]
        assert figure.layout.font.color == ("#E8EDF0" if dark else "#1B2329")


def test_tables_hold_the_numbers() -> None:
    assert figures.gauge_table({"osteoporosis": RISK}).iloc[0].tolist() == ["osteoporosis", 0.23, 0.16, 0.32, "23\xa0% (16–32)"]
    assert figures.status_table(STATUS)["probability"].tolist() == [0.2, 0.57, 0.23]
    assert figures.attention_table(ATTENTION)["weight"].sum() == pytest.approx(1)
    assert figures.what_if_table(PAIRS)["new"].tolist() == [0.4, 0.2]
    assert figures.missing_tests_table(TESTS)["high"].tolist() == [0.5, 0.3]


def test_one_hue_a_modality_the_same_in_the_theme() -> None:
    config = tomllib.loads((folders.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    hues = [figures.MODALITY_COLOURS[m] for m in MODALITIES]
    order = ["dxa", "clinical", "btm", "micro", "gene", "sensory"]
    for theme in ("light", "dark"):
        assert config["theme"][theme]["chartCategoricalColors"][:6] == [figures.MODALITY_COLOURS[m] for m in order]
    assert len(set(hues)) == 6


@pytest.mark.parametrize(
    "low, high, text",
    [(0.16, 0.32, "16–32"), (0.9951, 0.9999, ">99"), (0.95, 0.999, "95–>99"), (0.0001, 0.0009, "<0.1"), (0.2, 0.2, "20–20")],
)
def test_an_interval_beyond_what_is_printed_is_said_once(low: float, high: float, text: str) -> None:
    assert bare_interval(low, high) == text
    assert percent_with_interval(Risk(high, low, high)).endswith(f"({text})")


@pytest.mark.parametrize("p, text", [(0.0, "<0.1"), (0.0004, "<0.1"), (0.0006, "0.1"), (0.234, "23.4"), (0.9994, "99.9"), (1.0, ">99.9")])
def test_the_command_line_says_no_false_certainty(p: float, text: str) -> None:
    assert tenths(p) == text
