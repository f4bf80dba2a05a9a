"""The commands `record`, and `assess`, `compare` and `score` on a record of several visits."""

import json

import pytest

from osteo_core.cli.main import main

REPORT = "Hologic  Scan date: 2024-05-01  Age: 71  Sex: F\nFemoral neck 0.612 g/cm² T -2.1\nL1 0.7 g/cm² T -2.5\n"
VISITS = {
    "visits": [
        {"date": "2024-05-01", "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.61}},
        {
            "date": "2021-05-01",
            "clinical": {"age": 68, "sex": "female", "height_cm": 160, "weight_kg": 55, "prior_fracture_sites": ["hip"]},
            "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.65},
        },
    ]
}


@pytest.fixture
def files(tmp_path):
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "visits.json").write_text(json.dumps(VISITS))
    return tmp_path


def test_record_lists_every_value_and_writes_what_is_accepted(files, capsys):
    out = files / "record.json"
    assert main(["record", str(files / "report.txt"), "--format", "json", "--accept", "--out", str(out)]) == 0
    values = json.loads(capsys.readouterr().out)["values"]
    assert all(set(value) >= {"field", "value", "unit", "date", "source", "status", "reason"} for value in values)
    assert {value["field"]: value["value"] for value in values if value["status"] == "accept"} == {
        "femoral_neck_bmd": 0.612, "femoral_neck_t": -2.1, "age": 71, "sex": "female", "manufacturer": "hologic"
    }  # fmt: skip
    assert [value["status"] for value in values if value["found"] in ("0.7", "-2.5")] == ["question", "question"]
    written = json.loads(out.read_text())
    assert written["visits"] == [
        {
            "date": "2024-05-01",
            "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.612, "femoral_neck_t": -2.1},
            "clinical": {"age": 71.0, "sex": "female"},
        }
    ]
    assert main(["record", str(out), "--language", "zh"]) == 0
    assert "可采纳" in capsys.readouterr().out


def test_record_refuses_in_one_line(files, capsys):
    assert main(["record", str(files / "report.txt"), "--out", str(files / "o.json")]) == 2
    assert "--accept" in capsys.readouterr().err
    (files / "x.json").write_text('{"resourceType": "Encounter"}')
    assert main(["record", str(files / "x.json")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_maker_that_is_not_said_can_be_given(files, capsys):
    (files / "bare.txt").write_text("Femoral neck 0.612 g/cm² T -2.1")
    assert main(["record", str(files / "bare.txt"), "--accept", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["left_out"][0]["field"] == "femoral_neck_bmd"
    assert "femoral_neck_bmd" not in answer["record"]["visits"][0]["dxa"]
    assert main(["record", str(files / "bare.txt"), "--accept", "--format", "json", "--manufacturer", "hologic"]) == 0
    assert json.loads(capsys.readouterr().out)["record"]["visits"][0]["dxa"]["femoral_neck_bmd"] == 0.612


def test_assess_and_compare_take_the_newest_visit_and_say_what_they_carry(files, capsys):
    for command in ("assess", "compare"):
        assert main([command, str(files / "visits.json"), "--format", "json"]) == 0
        printed = capsys.readouterr()
        visit = json.loads(printed.out)["visit"]
        assert visit["date"] == "2024-05-01"
        assert {each["field"] for each in visit["carried"]} == {"sex", "height_cm", "age"}
        assert "weight_kg" in visit["not_carried"]
        assert "2021-05-01" in printed.err


def test_score_takes_a_record_as_a_table_of_one_row(files, capsys):
    assert main(["score", str(files / "visits.json"), str(files / "out.csv")]) == 0
    lines = (files / "out.csv").read_text().splitlines()
    assert len(lines) == 2
    assert main(["assess", str(files / "visits.json"), "--format", "json"]) == 0
    probability = json.loads(capsys.readouterr().out)["osteoporosis"]["probability"]
    row = dict(zip(lines[0].split(","), lines[1].split(","), strict=False))
    assert float(row["p_osteoporosis"]) == pytest.approx(probability, abs=1e-6)


def test_a_record_of_ours_keeps_its_names_and_says_what_is_odd_about_it(files, capsys):
    named = {"id": "H-7", "label": "Frau Muster"} | VISITS
    (files / "named.json").write_text(json.dumps(named))
    out = files / "again.json"
    assert main(["record", str(files / "named.json"), "--accept", "--format", "json", "--out", str(out)]) == 0
    printed = capsys.readouterr()
    assert "not in date order" in printed.err
    assert len(json.loads(printed.out)["remarks"]) == 1
    written = json.loads(out.read_text())
    assert (written["id"], written["label"], len(written["visits"])) == ("H-7", "Frau Muster", 2)


def test_days_are_put_together_where_that_is_asked_for(files, capsys):
    near = {"visits": [{"date": "2024-05-01", "dxa": {"total_hip_t": -2.0}}, {"date": "2024-05-09", "btm": {"ctx": 0.4}}]}
    (files / "near.json").write_text(json.dumps(near))
    for days, count in (("0", 2), ("7", 2), ("8", 1)):
        assert main(["record", str(files / "near.json"), "--accept", "--format", "json", "--together", days]) == 0
        assert len(json.loads(capsys.readouterr().out)["record"]["visits"]) == count


def test_a_device_that_never_ends_is_no_file(capsys):
    assert main(["record", "/dev/zero"]) == 2
    assert "device" in capsys.readouterr().err
