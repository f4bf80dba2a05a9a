"""The real-world page runs for whoever is chosen, says what lacks, and its charts say what they show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from osteo_core.catalogue import CATALOGUE
from osteo_core.stored import nhanes_people as real_people
from osteo_core.translations import LANGUAGES, translate
from tests.pages.opened import opened
from tests.stored.heldout import heldout

ENDS = ("lowest", "highest")


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Made-up held-out people in place of the artifact's, of whom no other test hears."""
    path = tmp_path / "nhanes" / "heldout.parquet"
    path.parent.mkdir()
    heldout(1500).to_parquet(path)
    monkeypatch.setattr(real_people, "HELDOUT", path)
    _forget()
    yield path
    _forget()


def _forget() -> None:
    st.cache_data.clear()
    st.cache_resource.clear()


def _page(language: str = "en") -> AppTest:
    return opened("real_people", language)


def _alts(app: AppTest) -> list[str]:
    return [chart.proto.alt for chart in app.get("plotly_chart")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_every_part_in_order(people: Path, language: str) -> None:
    app = _page(language)
    assert not app.exception
    assert [title.value for title in app.title] == [translate("real_people.title", language)]
    parts = (
        "real_people.who",
        "real_people.frax",
        "real_people.screening",
        "real_people.prevalent_fracture",
        "own_study",
        "real_people.virtual",
    )
    assert [header.value for header in app.header] == [translate(f"{part}.title", language) for part in parts]
    alts = _alts(app)
    assert len(alts) == 13
    assert len(set(alts)) == 13
    assert all(len(alt) > 15 for alt in alts)
    said = " ".join(m.value for m in app.markdown) + " ".join(i.value for i in app.info)
    assert translate("real_people.prevalent_fracture.caution", language).strip() in said


@pytest.mark.parametrize("sex", ["female", "male"])
def test_one_sex_alone(people: Path, sex: str) -> None:
    app = _page()
    everybody = _alts(app)
    app.radio(key="real.sex").set_value(sex).run()
    assert not app.exception
    # The study and the virtual cohort, at the end, hold both sexes whatever is chosen; the screening scores' women unless men are asked.
    screening_scores, alts = everybody[6], _alts(app)
    assert len(alts) == (13 if sex == "female" else 12)
    assert set(everybody[:-2]) & set(alts[:-2]) == ({screening_scores} if sex == "female" else set())
    said = any(m.value == translate("real_people.scores.no_men", "en") for m in app.markdown)
    assert said == (sex == "male")
    told = translate(f"real_people.sex_of.{'male' if sex == 'female' else 'female'}", "en")
    assert not any(f" {told} " in alt for alt in alts[:-2])


@pytest.mark.parametrize("language", LANGUAGES)
def test_screening_scores_stand_on_the_same_women_with_what_was_not_asked(people: Path, language: str) -> None:
    app = _page(language)
    scores = next(alt for alt in _alts(app) if "ORAI" in alt)
    assert all(name in scores for name in ("OST", "OSIRIS", "SCORE", translate("real_people.method.screening.ours", language)))
    said = [m.value for m in app.markdown]
    asked = next(text for text in said if text.startswith(translate("real_people.scores.not_asked", language)))
    for score, field in (("ORAI", "hrt_oestrogen"), ("OSIRIS", "hrt_oestrogen"), ("SCORE", "rheumatoid_arthritis")):
        line = next(line for line in asked.split("\n") if f"**{score}" in line)
        assert CATALOGUE[field].label_in(language) in line
    cut_offs = [table.value for table in app.table if any("ORAI" in str(name) for name in table.value.index)]
    both = [
        translate(f"real_people.scores.bound.{bound}", language, cut_off=translate("scores.orai.cut_off.scan", language)) for bound in ENDS
    ]
    assert set(both) <= set(cut_offs[-1].index)


def test_weights_move_calibration_and_leave_the_ranks(people: Path) -> None:
    app = _page()
    before = _alts(app)
    app.radio(key="real.weighting").set_value("unweighted").run()
    assert not app.exception
    after = _alts(app)
    moved = [a != b for a, b in zip(before, after, strict=True)]
    # who, FRAX, then ROC, calibration, net benefit, subgroups twice, the screening scores between; virtual
    assert [moved[i] for i in (0, 1, 2, 5, 6, 7, 10, 11)] == [False] * 8
    assert moved[3]
    assert moved[8]


def test_hip_or_major(people: Path) -> None:
    app = _page()
    app.radio(key="real.frax.outcome").set_value("hip").run()
    assert not app.exception
    assert any(alt.startswith("FRAX-style minus published FRAX, Hip") for alt in _alts(app))


def test_without_the_artifact_the_rest_of_the_page_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(real_people, "HELDOUT", tmp_path / "nhanes" / "heldout.parquet")
    app = _page("zh")
    assert not app.exception
    assert len(_alts(app)) == 4
    assert sum("heldout.parquet" in warning.value for warning in app.warning) == 2
