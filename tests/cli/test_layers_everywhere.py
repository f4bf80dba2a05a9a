"""An adopted layer is applied and named by every command that shows a network's risk; and layers over a column of predictions."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from osteo_core import load_model
from osteo_core.cli.main import main
from osteo_core.cohorts import korea
from osteo_core.recalibration import adopted, optimism
from osteo_core.recalibration.layer import CalibrationLayer
from osteo_core.recalibration.layer_files import as_document, read_layer
from osteo_core.recalibration.update_methods import UpdatedModel
from osteo_core.translations import translate

PERSON = {"clinical": {"age": 71, "sex": "female", "height_cm": 155, "weight_kg": 50}}
SHIFT = 0.8


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "p.json"
    path.write_text(json.dumps(PERSON))
    return path


@pytest.fixture
def layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CalibrationLayer:
    """Adopted for "life", fracture: the log-odds moved up by SHIFT."""
    monkeypatch.setenv("OSTEO_HOME", str(tmp_path / "home"))
    updated = UpdatedModel(method="intercept", names=("intercept", "lp"), coefficients=np.array([SHIFT, 1.0]), covariance=np.zeros((2, 2)))
    artifact = load_model("life").artifact
    made = CalibrationLayer(
        model="life", outcome="fracture", sums=artifact.sums, updated=updated, n=431, events=50, definition={},
        dates={"made": "2026-11-26"}, procedure={}, tests={}, before={}, after={},
    )  # fmt: skip
    adopted.adopt(made, artifact, "l.json")
    return made


def _answer(asked: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert main([*asked, "--format", "json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def _moved(p: float) -> float:
    return float(1 / (1 + np.exp(-(np.log(p / (1 - p)) + SHIFT))))


def test_compare_applies_it_and_names_it(record: Path, layer: CalibrationLayer, capsys: pytest.CaptureFixture[str]) -> None:
    under, released = (_answer(["compare", str(record), *more], capsys)["networks"] for more in ([], ["--no-layer"]))
    assert under["life"]["fracture"]["probability"] == pytest.approx(_moved(released["life"]["fracture"]["probability"]))
    assert "431 people of a hospital" in under["life"]["calibration_layers"][0]
    assert "calibration_layers" not in released["life"]
    assert under["nhanes"] == released["nhanes"]
    assert main(["compare", str(record), "--language", "zh"]) == 0
    assert "431" in capsys.readouterr().out


def test_a_report_applies_it_and_names_it(record: Path, layer: CalibrationLayer, tmp_path: Path) -> None:
    for language in ("en", "zh"):
        for reader in ("clinician", "patient"):
            out = tmp_path / "r.html"
            assert main(["report", str(record), "--for", reader, "--out", str(out), "--language", language]) == 0
            key = "made.recalibrated" if reader == "clinician" else "leaflet.people.recalibrated"
            said = translate(f"reports.{key}", language)
            assert said in html.unescape(out.read_text(encoding="utf-8"))
    assert main(["report", str(record), "--out", str(tmp_path / "r.html"), "--no-layer"]) == 0
    assert translate("reports.made.no_calibration", "en") in html.unescape((tmp_path / "r.html").read_text(encoding="utf-8"))
    risks = {}
    for name, more in (("under", []), ("released", ["--no-layer"])):
        assert main(["report", str(record), "--out", str(tmp_path / f"{name}.json"), *more]) == 0
        resources = [entry["resource"] for entry in json.loads((tmp_path / f"{name}.json").read_text())["entry"]]
        (risk,) = [one for one in resources if one["resourceType"] == "RiskAssessment"]
        risks[name] = {each["outcome"]["text"]: each["probabilityDecimal"] for each in risk["prediction"]}
        assert any("431" in note["text"] for note in risk["note"]) is (name == "under")
    fracture = translate("reports.outcome.fracture", "en")
    assert risks["under"][fracture] == pytest.approx(100 * _moved(risks["released"][fracture] / 100), rel=1e-3)


def test_the_next_test_is_judged_under_it(record: Path, layer: CalibrationLayer, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["next-test", str(record), "--threshold", "0.2", "--outcome", "fracture"]
    under, released = _answer(asked, capsys), _answer([*asked, "--no-layer"], capsys)
    assert under["layer"].startswith("fracture intercept ")
    assert "layer" not in released
    assert under["tests"] != released["tests"]
    assert _answer(["next-test", str(record), "--threshold", "0.2"], capsys).keys() == {"tests"}


def test_the_service_applies_it_and_its_audit_names_it(layer: CalibrationLayer) -> None:
    from osteo_core.service.answers import compare
    from osteo_core.service.files import _report

    said = compare(PERSON, "en")
    assert said.document["networks"]["life"]["calibration_layers"]
    name = f"fracture intercept {as_document(layer)['checksum'][:12]}"
    assert said.layer == name
    made, named = _report(PERSON, "clinician", "html", None, "en")
    assert named == name
    assert b"431 people of a hospital" in made


def test_a_layer_that_cannot_be_used_stops_no_score(record: Path, layer: CalibrationLayer, capsys: pytest.CaptureFixture[str]) -> None:
    path = adopted.path_of("life", "fracture")
    path.write_text(path.read_text(encoding="utf-8").replace('"n": 431', '"n": 999'), encoding="utf-8")
    found = _answer(["compare", str(record)], capsys)
    assert "altered" in found["networks"]["life"]["refused"]
    assert "fracture" in found["networks"]["fusion"]
    assert main(["report", str(record), "--out", str(record.with_suffix(".html"))]) == 2
    assert "adopt --none" in capsys.readouterr().err


@pytest.fixture(scope="module")
def predictions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400 people with a score of their own that is too low, and what became of them."""
    rng = np.random.default_rng(3)
    age, bmi = rng.integers(50, 90, 400), np.round(rng.normal(25, 4, 400), 1)
    log_odds = -2 + 0.06 * (age - 65) - 0.1 * (bmi - 25)
    table = pd.DataFrame(
        {"id": [f"x{n}" for n in range(400)], "age": age, "sex": np.where(rng.random(400) < 0.7, "female", "male"), "bmi": bmi}
    )
    table["own"] = 1 / (1 + np.exp(-(log_odds - 0.7)))
    table["found"] = (rng.random(400) < 1 / (1 + np.exp(-log_odds))).astype(int)
    path = tmp_path_factory.mktemp("column") / "t.csv"
    table.to_csv(path, index=False)
    return path


def test_a_column_is_updated_and_the_layer_goes_over_a_column_alone(
    predictions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Coefficients by statsmodels' GLM."""
    import statsmodels.api as sm

    monkeypatch.setattr(optimism, "RESAMPLES", 10)
    monkeypatch.setenv("OSTEO_HOME", str(tmp_path / "home"))
    out = tmp_path / "l.json"
    asked = ["update", str(predictions), "--prediction", "own", "--outcome", "found", "--out", str(out)]
    assert main([*asked, "--method", "logistic"]) == 0
    table = pd.read_csv(predictions)
    lp = np.log(table["own"] / (1 - table["own"]))
    expected = sm.GLM(table["found"], sm.add_constant(lp), family=sm.families.Binomial()).fit()
    made = read_layer(out)
    assert (made.model, made.prediction, dict(made.sums)) == ("", "own", {})
    assert made.updated.coefficients == pytest.approx(expected.params.to_numpy(), abs=1e-6)
    judged = _answer(["validate", str(predictions), "--prediction", "own", "--outcome", "found", "--layer", str(out)], capsys)
    assert judged["models"]["own"]["calibration"]["slope"] == pytest.approx(1, abs=1e-4)
    table.rename(columns={"own": "other"}).to_csv(tmp_path / "t.csv", index=False)
    assert main(["validate", str(tmp_path / "t.csv"), "--prediction", "other", "--outcome", "found", "--layer", str(out)]) == 2
    assert 'made for "own", not for the column "other"' in capsys.readouterr().err
    assert main(["adopt", str(out)]) == 2
    assert 'made for the predictions in the column "own"' in capsys.readouterr().err
    later = table[["id", "own"]].head(6).copy()
    later.loc[1, "own"] = np.nan
    later.to_csv(tmp_path / "later.csv", index=False)
    assert main(["score", str(tmp_path / "later.csv"), str(tmp_path / "o.csv"), "--layer", str(out)]) == 0
    found = pd.read_csv(tmp_path / "o.csv")
    assert found["id"].tolist() == later["id"].tolist()
    assert found["recalibrated"].drop(1).to_numpy() == pytest.approx(np.delete(expected.fittedvalues.to_numpy()[:6], 1), abs=2e-6)
    assert (found["recalibrated_low"] < found["recalibrated"]).drop(1).all()
    assert np.isnan(found.loc[1, "recalibrated"])
    assert found.loc[1, "recalibrated_notes"] == "not recalibrated, lacking: own"
    assert main(["score", str(tmp_path / "later.csv"), str(tmp_path / "o.csv"), "--layer", str(out), "--model", "life"]) == 2
    assert main(["score", str(tmp_path / "later.csv"), str(tmp_path / "o.csv"), "--layer", str(out), "--explain"]) == 2


def test_a_score_made_of_age_and_bmi_is_revised_without_what_follows_from_it(predictions: Path, tmp_path: Path) -> None:
    from osteo_core.recalibration.make_layer import make_layer
    from osteo_core.recalibration.questions import Question
    from osteo_core.recalibration.table_people import read_people

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimism, "RESAMPLES", 10)
        made = make_layer(read_people(predictions, Question(outcome="found", prediction="own"), None), None, method="revision")
    assert made.left_out == {"bmi": "follows", "prior_fracture": "unknown"}
    assert made.layer.updated.names == ("intercept", "lp", "age_per_10_years", "sex_female")
    assert made.test.tests["none"].df == 4


def test_predictions_of_nought_and_one_are_refused(predictions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = pd.read_csv(predictions)
    table.loc[:1, "own"] = [0.0, 1.0]
    table.to_csv(tmp_path / "t.csv", index=False)
    assert main(["update", str(tmp_path / "t.csv"), "--prediction", "own", "--outcome", "found", "--out", str(tmp_path / "l.json")]) == 2
    assert "2 people have a prediction of exactly 0 or 1" in capsys.readouterr().err


def test_validate_judges_a_model_under_a_layer_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the people that made it a logistic layer has intercept 0 and slope 1: its own likelihood equations."""
    monkeypatch.setattr(optimism, "RESAMPLES", 10)
    monkeypatch.setenv("OSTEO_HOME", str(tmp_path / "home"))
    out = tmp_path / "l.json"
    asked = [str(korea.FILE), "--model", "nhanes", "--outcome", "osteoporosis"]
    assert main(["update", *asked, "--method", "logistic", "--out", str(out)]) == 0
    released, under = _answer(["validate", *asked], capsys), _answer(["validate", *asked, "--layer", str(out)], capsys)
    assert "layer" not in released
    assert under["layer"].startswith("osteoporosis logistic ")
    judged, before = under["models"]["nhanes"], released["models"]["nhanes"]
    assert judged["calibration"]["intercept"] == pytest.approx(0, abs=1e-4)
    assert judged["calibration"]["slope"] == pytest.approx(1, abs=1e-4)
    assert judged["auc"] == pytest.approx(before["auc"])
    slope = read_layer(out).updated.coefficients[1]
    spread = [found["case_mix"]["linear_predictor"] for found in (released, under)]
    assert spread[1]["sd"] == pytest.approx(slope * spread[0]["sd"])
    assert spread[1]["ratio"] == pytest.approx(spread[0]["ratio"])
    assert main(["adopt", str(out)]) == 0
    assert "as released" in _answer(["validate", *asked], capsys)["warnings"][0]
