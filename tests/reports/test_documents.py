"""What the reports say is what the models, the scores and the record say."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

import pytest

from osteo_core.errors import InvalidInput
from osteo_core.inference.percentages import percent, percent_with_interval
from osteo_core.reports import glyphs
from osteo_core.reports.answers import Answered
from osteo_core.reports.document import Beside, Document, Numbers, Part, Points, Table
from osteo_core.reports.leaflet import of_hundred
from osteo_core.reports.make import READERS, document
from osteo_core.scores import registry
from osteo_core.translations import LANGUAGES, translate

DAY = datetime.date(2026, 11, 26)


def _parts(parts: Iterable[Part]) -> list[Part]:
    return [inner for part in parts for inner in (_parts((*part.left, *part.right)) if isinstance(part, Beside) else [part])]


def _words(laid_out: Document) -> str:
    return "\n".join(glyphs.texts(laid_out.as_data()))


def _table(laid_out: Document, head: str) -> dict[str, tuple[str, ...]]:
    """The table whose first column has that head: first cell -> the others."""
    (table,) = [part for part in _parts(laid_out.parts) if isinstance(part, Table) and part.head[0] == head]
    return {row[0]: row[1:] for row in table.rows}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_risk_stands_with_its_interval_beside_every_score(visits: Answered, language: str) -> None:
    report = document(visits, "clinician", language, DAY)
    rows = _table(report, translate("reports.risks.source", language))
    found = visits.assessment
    assert found.fracture is not None
    assert found.hip_fracture is not None
    network = rows[translate("compare.network_title.life", language)]
    assert network[:3] == tuple(percent_with_interval(risk) for risk in (found.fracture, found.hip_fracture, found.osteoporosis))
    for about in (a for a in registry.abouts() if {"major", "hip", "osteoporosis"} & set(a.outcomes)):
        cells = rows[about.text("short", language)]
        for cell, outcome in zip(cells[:3], ("major", "hip", "osteoporosis"), strict=True):
            value = visits.answers.scores[about.name].value(outcome)
            assert cell.startswith("–" if value is None or value.value is None else percent(value.value / 100))
    words = _words(report)
    for about in registry.of_outcome("screening"):
        assert about.text("short", language) in words
    (large,) = [part for part in _parts(report.parts) if isinstance(part, Numbers)]
    assert [number for _, number, _ in large.numbers] == [percent(risk.probability) for risk in visits.risks.values()]


def test_the_change_is_the_hand_worked_one(visits: Answered) -> None:
    rows = _table(document(visits, "clinician", "en", DAY), "Measurement")
    # (0.741 − 0.790) / 0.790 = −6.2 %; 2.77 × 1.9 % × 0.790 = 0.0416 g/cm² = 5.3 %: a decrease
    spine = rows["Lumbar spine BMD (g/cm²)"]
    assert spine[:4] == ("0.790 (2021-05-03)", "0.741 (2026-06-02)", "−0.049 (−6.2 %)", "±0.042 (5.3 %)")
    assert spine[4].startswith("decrease;")
    # 0.602 to 0.588, −2.3 % against 6.9 %, across the visit on another maker's machine
    neck = rows["Femoral neck BMD (g/cm²)"]
    assert neck[2:4] == ("−0.014 (−2.3 %)", "±0.042 (6.9 %)")
    assert neck[4].startswith("within measurement error;")
    words = _words(document(visits, "clinician", "en", DAY))
    assert "Femoral neck BMD, 2021-05-03 to 2023-05-10" in words
    assert "to be the same: device" in words


def test_what_was_carried_forward_says_so(visits: Answered) -> None:
    words = _words(document(visits, "clinician", "en", DAY))
    assert "from 2021-05-03" in words  # height, sex, ethnicity, menopause
    assert "alendronate #emph[70]" in words
    assert "2025-01 to now" in words
    assert "Forearm or wrist (2024-11, low trauma)" in words


def test_a_single_visit_has_no_trend(few_fields: Answered) -> None:
    words = _words(document(few_fields, "clinician", "en", DAY))
    assert translate("reports.trend.title", "en") not in words
    assert translate("reports.dxa.none", "en") in words


def test_what_is_missing_is_named_and_nothing_is_invented(few_fields: Answered) -> None:
    report = document(few_fields, "clinician", "en", DAY)
    points = {lead: text for part in _parts(report.parts) if isinstance(part, Points) for lead, text in part.points}
    assert points["Not measured:"].split(", ")[0] == "DXA"
    assert "Body mass index" in points["Not known:"]
    assert points["OSTA:"].startswith("needs:")
    rows = _table(report, "Source")
    assert rows["QFracture"][0] == "–" or rows["QFracture"][0].endswith(")")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_leaflet_counts_the_people_that_the_risk_is(visits: Answered, language: str) -> None:
    leaflet = document(visits, "patient", language, DAY)
    counted = {
        chart.name: sum(row["who"] == chart.spec["encoding"]["color"]["scale"]["domain"][0] for row in chart.spec["data"]["values"])
        for chart in leaflet.charts()
    }
    assert counted == {name: of_hundred(visits.risks[name].probability) for name in ("fracture", "hip_fracture")}
    assert f" {counted['fracture']} " in _words(leaflet)


@pytest.mark.parametrize(("probability", "said"), [(0.004, "fewer than 1"), (0.996, "nearly all"), (0.104, "about 10 ")])
def test_nothing_is_certain_in_the_leaflet(visits: Answered, probability: float, said: str) -> None:
    assert visits.assessment.fracture is not None
    risk = replace(visits.assessment.fracture, probability=probability)
    leaflet = document(replace(visits, assessment=replace(visits.assessment, fracture=risk)), "patient", "en", DAY)
    assert said in _words(leaflet)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reports_say_what_made_the_numbers(visits: Answered, language: str) -> None:
    words = _words(document(visits, "clinician", language, DAY))
    for part in (visits.weights, translate("reports.made.no_calibration", language), "2026-11-26", translate("reports.notice", language)):
        assert part in words
    assert translate("scores.qfracture.disclaimer", language) in words
    assert translate("reports.leaflet.notice", language) in _words(document(visits, "patient", language, DAY))


@pytest.mark.parametrize("reader", READERS)
def test_a_report_is_not_older_than_its_visit(visits: Answered, reader: str) -> None:
    with pytest.raises(InvalidInput, match="before the latest visit"):
        document(visits, reader, "en", datetime.date(2026, 6, 1))  # type: ignore[arg-type]
