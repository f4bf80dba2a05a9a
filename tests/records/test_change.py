"""Change against the least significant change, worked by hand."""

import json
from datetime import date

import pytest

from osteo_core.cli.main import main
from osteo_core.errors import InvalidInput
from osteo_core.records import Record
from osteo_core.records.change import changes
from osteo_core.records.next_scan import GOURLAY, expected_percent_per_year, gourlay_group, years_to_lsc
from osteo_core.records.precision import check_precision


def dxa(day, maker="hologic", scan=None, **bmd):
    return {"date": day, "dxa": {"manufacturer": maker, **bmd}, **({"scan": scan} if scan else {})}


def record(*visits, **rest):
    return Record.from_json_text(json.dumps({"visits": list(visits), **rest}), today=date(2025, 6, 1))


def test_the_neck_by_hand():
    # 0.700 to 0.650 in 730 days: -0.050, -7.142857 %. Default precision 2.5 % of 0.700 = 0.0175, LSC 2.77 x 0.0175 = 0.048475 (6.925 %).
    # 0.050 / (sqrt 2 x 0.0175) = 2.020305; Phi = 0.978325.
    (change,) = changes(record(dxa("2022-01-01", femoral_neck_bmd=0.7), dxa("2024-01-01", femoral_neck_bmd=0.65)))
    assert change.days == 730
    assert change.absolute == pytest.approx(-0.05)
    assert change.percent == pytest.approx(-7.142857, abs=1e-6)
    assert change.per_year == pytest.approx(-0.05 * 365.25 / 730)
    assert change.lsc == pytest.approx(0.048475)
    assert change.lsc_percent == pytest.approx(6.925)
    assert change.probability == pytest.approx(0.978325, abs=1e-6)
    assert (change.verdict, change.default) == ("fall", True)
    assert change.unsaid == ("device", "side")


@pytest.mark.parametrize(("field", "lsc"), [("lumbar_spine_bmd", 5.263), ("total_hip_bmd", 4.986), ("femoral_neck_bmd", 6.925)])
def test_iscds_defaults_are_per_cent_of_the_earlier_value(field, lsc):
    (change,) = changes(record(dxa("2022-01-01", **{field: 0.8}), dxa("2024-01-01", **{field: 0.81})))
    assert change.lsc_percent == pytest.approx(lsc)
    assert change.lsc == pytest.approx(lsc / 100 * 0.8)
    assert change.verdict == "within"


def test_a_centres_own_precision_error_and_a_change_of_exactly_the_lsc():
    # 2.77 x 0.010 = 0.0277; 0.9277 - 0.9 is just below it in floating point.
    own = check_precision({"lumbar_spine_bmd": 0.010})
    (change,) = changes(record(dxa("2022-01-01", lumbar_spine_bmd=0.9), dxa("2023-01-01", lumbar_spine_bmd=0.9277)), own)
    assert change.lsc == pytest.approx(0.0277)
    assert not change.default
    assert change.verdict == "rise"
    assert change.probability == pytest.approx(0.974933, abs=1e-5)  # Phi(1.958686)


def test_another_makers_machine_in_between():
    found = changes(
        record(
            dxa("2020-01-01", total_hip_bmd=0.80),
            dxa("2022-01-01", "ge_lunar", total_hip_bmd=0.86),
            dxa("2024-01-01", total_hip_bmd=0.74),
        )
    )
    assert [(c.start.year, c.end.year, c.verdict) for c in found] == [
        (2020, 2022, "not_comparable"),
        (2022, 2024, "not_comparable"),
        (2020, 2024, "fall"),
    ]
    assert found[0].absolute is None
    assert "Hologic" in found[0].reason.text("en")


@pytest.mark.parametrize(
    ("field", "first", "second", "key"),
    [
        ("total_hip_bmd", {"side": "left"}, {"side": "right"}, "other_side"),
        ("lumbar_spine_bmd", {"vertebrae": "L1-L4"}, {"vertebrae": "L2-L4"}, "other_vertebrae"),
        ("lumbar_spine_bmd", {"device": "Horizon A"}, {"device": "Discovery W"}, "other_device"),
        ("lumbar_spine_bmd", {"side": "left", "vertebrae": "L1-L4"}, {"side": "right", "vertebrae": "L1 – L4"}, None),
        ("total_hip_bmd", {"vertebrae": "L1-L4"}, {"vertebrae": "L2-L4"}, None),
        ("total_hip_bmd", {"side": "left"}, None, None),
    ],
)
def test_only_what_was_measured_alike_is_compared(field, first, second, key):
    (change,) = changes(record(dxa("2022-01-01", scan=first, **{field: 0.8}), dxa("2024-01-01", scan=second, **{field: 0.8})))
    assert (change.reason.key.rpartition(".")[2] if change.reason else None) == key


def test_makers_and_sides_are_named_in_words():
    first = {"date": "2022-01-01", "dxa": {"manufacturer": "hologic", "total_hip_bmd": 0.8}}
    (makers,) = changes(record(first, {"date": "2024-01-01", "dxa": {"manufacturer": "ge_lunar", "total_hip_bmd": 0.8}}))
    assert makers.reason.text("en").endswith("(Hologic and GE Lunar)")
    assert "ge_lunar" not in makers.reason.text("zh")
    sides = [first | {"scan": {"side": "left"}}, first | {"date": "2024-01-01", "scan": {"side": "right"}}]
    (hips,) = changes(record(*sides))
    assert "左" in hips.reason.text("zh")


def test_a_marker_that_falls_under_treatment():
    visits = [{"date": day, "btm": {"ctx": ctx, "p1np": p1np}} for day, ctx, p1np in (("2023-01-01", 0.5, 60), ("2023-06-01", 0.2, 40))]
    treated = record(*visits, treatments=[{"class": "bisphosphonate", "start": "2023-01-10"}])
    p1np, ctx = changes(treated)
    assert (ctx.percent, ctx.lsc_percent, ctx.verdict) == (pytest.approx(-60), pytest.approx(56), "fall")  # IOF/ECTS: more than 56 %
    assert (p1np.percent, p1np.lsc_percent, p1np.verdict) == (pytest.approx(-100 / 3), pytest.approx(38), "within")
    assert ctx.expected_fall
    assert not p1np.expected_fall
    assert not changes(record(*visits))[1].expected_fall
    assert not changes(record(*visits, treatments=[{"class": "denosumab", "start": "2023-07"}]))[1].expected_fall


@pytest.mark.parametrize(
    "wrong", [{"hip": 0.01}, {"total_hip_bmd": 1.8}, {"total_hip_bmd": "0.01"}, {"total_hip_bmd": True}, [0.01], {"total_hip_bmd": 0}]
)
def test_what_is_no_precision_error_is_refused(wrong):
    with pytest.raises(InvalidInput):
        check_precision(wrong)


def test_time_to_the_next_scan():
    assert years_to_lsc(5.3, -1.06) == pytest.approx(5.0)
    assert years_to_lsc(5.3, 0) is None
    assert [gourlay_group(t) for t in (0.0, -1.0, -1.01, -1.5, -1.99, -2.0, -2.49, -2.5)] == [
        "normal", "normal", "mild", "moderate", "moderate", "advanced", "advanced", None
    ]  # fmt: skip
    assert GOURLAY["advanced"].years == 1.1
    woman = Record.from_json_text('{"clinical": {"age": 65, "sex": "female"}}').visits[0].patient
    assert -1.5 < expected_percent_per_year("total_hip_bmd", woman) < 0  # the hip loses between nothing and 1.5 % a year


def test_the_command(tmp_path, capsys):
    path, own = tmp_path / "record.json", tmp_path / "own.json"
    path.write_text(record(dxa("2022-01-01", femoral_neck_bmd=0.7), dxa("2024-01-01", femoral_neck_bmd=0.65)).to_json())
    own.write_text('{"femoral_neck_bmd": 0.03}')
    assert main(["change", str(path), "--format", "json"]) == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert set(change) >= {
        "field", "from", "to", "days", "absolute", "percent", "per_year", "lsc", "lsc_percent", "probability", "verdict", "reason"
    }  # fmt: skip
    assert (change["from"], change["verdict"], change["reason"]) == ("2022-01-01", "fall", None)
    assert main(["change", str(path), "--precision", str(own), "--language", "zh"]) == 0
    assert "在测量误差之内" in capsys.readouterr().out
    own.write_text('{"femoral_neck_bmd": 2.5}')
    assert main(["change", str(path), "--precision", str(own)]) == 2
    assert "percentage" in capsys.readouterr().err
