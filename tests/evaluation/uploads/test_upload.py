"""Uploaded tables: the study each makes, and for everything that can be wrong with one a sentence in both languages."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.reports.evaluate import evaluate
from osteo_core.evaluation.reports.study import Study
from osteo_core.evaluation.uploads import upload
from osteo_core.evaluation.uploads.upload import describe_upload, read_upload

ROWS = "y,p,q,sex,site,years,how\n0,0.125,0.2,f,A,1.5,0\n1,0.5,0.75,m,A,0,1\n0,1e-1,0.3,f,B,10,2\n1,0.9,0.6,m,B,4,1\n"
ASKED: dict[str, Any] = {"outcome": "y", "models": ["p"]}


def study(content: str | bytes, name: str = "t.csv", **asked: Any) -> Study:
    return read_upload(content.encode() if isinstance(content, str) else content, name, **(ASKED | asked))


def parquet(frame: pd.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.to_parquet(content)
    return content.getvalue()


def test_a_table_becomes_a_study() -> None:
    found = study(ROWS, models=["q", "p"], groups=["sex", "site"], time="years", event="how")
    assert found.outcome.tolist() == [0, 1, 0, 1]
    assert {name: values.tolist() for name, values in found.predictions.items()} == {
        "q": [0.2, 0.75, 0.3, 0.6],
        "p": [0.125, 0.5, 0.1, 0.9],
    }
    assert list(found.predictions) == ["q", "p"]
    assert {name: labels.tolist() for name, labels in found.groups.items()} == {"sex": ["f", "m", "f", "m"], "site": ["A", "A", "B", "B"]}
    assert found.follow_up is not None
    assert (found.follow_up.time.tolist(), found.follow_up.event.tolist()) == ([1.5, 0, 10, 4], [0, 1, 2, 1])
    assert (found.scores, found.weight, found.left_out) == (frozenset(), None, 0)


def test_the_event_may_be_the_outcomes_own_column() -> None:
    follow_up = study(ROWS, time="years", event="y").follow_up
    assert follow_up is not None
    assert follow_up.event.tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_spreadsheets_export_with_decimal_commas(encoding: str, separator: str) -> None:
    text = ROWS.replace(",", separator).replace(".", ",").replace("\n", "\r\n")
    found = study(text.encode(encoding), groups=["sex"], time="years", event="how")
    assert found.predictions["p"].tolist() == [0.125, 0.5, 0.1, 0.9]
    assert found.follow_up is not None
    assert found.follow_up.time[0] == 1.5


def test_parquet_with_categories_of_nobody() -> None:
    frame = pd.read_csv(io.StringIO(ROWS)).assign(sex=pd.Categorical(["f", "m", "f", "m"], ["f", "m", "x"]), y=[False, True, False, True])
    found = study(parquet(frame), "t.parquet", groups=["sex"], time="years", event="how")
    assert found.outcome.tolist() == [0, 1, 0, 1]
    assert set(found.groups["sex"]) == {"f", "m"}


@pytest.mark.parametrize("no, yes", [("no", "yes"), ("FALSE", "TRUE"), ("否", "是"), ("0", "1"), ("0,0", "1,0")])
def test_outcomes_in_words(no: str, yes: str) -> None:
    assert study(f"y;p\n{no};0,1\n{yes};0,2\n").outcome.tolist() == [0, 1]


ALLOWED = {
    "constant predictions": "y,p\n" + "0,0.3\n1,0.3\n" * 5,
    "predictions of exactly 0 and 1": "y,p\n" + "0,0\n1,1\n0,1\n1,0\n0,0.5\n1,0.5\n",
    "two rows": "y,p\n0,0.1\n1,0.2\n",
    "a subgroup without the outcome": "y,p,sex\n0,0.1,f\n0,0.2,f\n1,0.6,m\n0,0.3,m\n",
}


@pytest.mark.parametrize("what", ALLOWED)
def test_what_is_allowed_though_figures_will_lack(what: str) -> None:
    found = study(ALLOWED[what], groups=["sex"] if "sex" in ALLOWED[what] else [])
    document = evaluate(found.outcome, found.predictions, threshold=0.2, group=found.groups.get("sex"))
    calibration = document["models"]["p"]["calibration"]
    assert calibration["slope"] is not None or "reason" in calibration


def test_a_constant_prediction_and_a_certain_one_say_why() -> None:
    for what, reason in (("constant predictions", "all predictions are the same"), ("predictions of exactly 0 and 1", "exactly 0 or 1")):
        found = study(ALLOWED[what])
        said = evaluate(found.outcome, found.predictions, threshold=0.2)["models"]["p"]["calibration"]["reason"]["slope"]
        assert reason in said


def row(y: object = 1, p: object = 0.3, sex: object = "f", years: object = 2, how: object = 1) -> str:
    """A fifth row with something wrong in it."""
    return ROWS + f"{y},{p},0.4,{sex},A,{years},{how}\n"


MANY = "y,p,id\n" + "".join(f"{i % 2},0.1,{i}\n" for i in range(60))
FOLLOWED = {"time": "years", "event": "how"}
# what is wrong: content, name of the file, what is asked, words of the English sentence, words of the Chinese one
BAD: dict[str, tuple[str | bytes, str, dict[str, Any], str, str]] = {
    "no events": ("y,p\n0,0.1\n0,0.2\n", "t.csv", {}, "none of the 2 people has the outcome", "2 人均未发生结局"),
    "all events": ("y,p\n1,0.1\n1,0.2\n", "t.csv", {}, "all 2 people have the outcome", "2 人全部发生结局"),
    "one row": ("y,p\n1,0.1\n", "t.csv", {}, "all 1 people", "1 人全部发生结局"),
    "a missing outcome": (row(y=""), "t.csv", {}, "y: no value, 1 in all: row 5", "缺少数值，共 1 行：第 5 行"),
    "a missing outcome in words": (row(y="NA"), "t.csv", {}, "y: no value, 1 in all: row 5", "缺少数值"),
    "a text outcome": (row(y="fracture"), "t.csv", {}, "y: not an outcome, 1 in all: row 5 (fracture); allowed: 0 or 1", "不是有效的结局"),
    "two-valued texts": ("y,p\ncase,0.1\ncontrol,0.2\n", "t.csv", {}, "row 1 (case), 2 (control); allowed: 0 or 1", "允许：0 或 1"),
    "an outcome of 2": (row(y=2), "t.csv", {}, "row 5 (2)", "第 5 (2) 行"),
    "a missing prediction": (row(p=""), "t.csv", {}, "p: no value, 1 in all: row 5", "缺少数值"),
    "a text prediction": (row(p="high"), "t.csv", {}, "p: not a number, 1 in all: row 5 (high)", "不是数字"),
    "out of range": ("y,p\n" + "0,0.3\n1,0.4\n" * 9 + "1,1.7\n", "t.csv", {}, "p: out of range, 1 in all: row 19 (1.7)", "超出范围"),
    "below 0": (row(p=-0.1), "t.csv", {}, "row 5 (-0.1)", "超出范围"),
    "infinite": (row(p="inf"), "t.csv", {}, "row 5 (inf)", "不是数字"),
    "percent": ("y,p\n0,12.5\n1,60\n0,3\n1,100\n", "t.csv", {}, "this looks like percent", "看来是百分数"),
    "a missing time": (row(years=""), "t.csv", FOLLOWED, "years: no value, 1 in all: row 5", "缺少数值"),
    "a negative time": (row(years=-1), "t.csv", FOLLOWED, "years: not a follow-up time, 1 in all: row 5 (-1)", "不是有效的随访时间"),
    "a time in words": (row(years="long"), "t.csv", FOLLOWED, "row 5 (long)", "不是有效的随访时间"),
    "an event of 3": (row(how=3), "t.csv", FOLLOWED, "how: not an event, 1 in all: row 5 (3); allowed: 0 censored", "不是有效的事件"),
    "time without event": (ROWS, "t.csv", {"time": "years"}, "time and event belong together", "时间与事件必须同时选择"),
    "no model": (ROWS, "t.csv", {"models": []}, "no column of predictions was chosen", "没有选择预测所在列"),
    "a column chosen twice": (ROWS, "t.csv", {"models": ["p", "p"]}, "p: the column was chosen more than once", "同一列选择了多次"),
    "an absent column": (ROWS, "t.csv", {"models": ["pp"]}, 'there is no column "pp"', "没有名为“pp”的列"),
    "two columns of one name": ("y,p,p\n0,0.1,0.2\n1,0.3,0.4\n", "t.csv", {}, '2 columns have the name "p"', "有 2 列同名"),
    "a cell too many": (ROWS + "1,0,5,f,A,1,1,1\n", "t.csv", {}, "row 5 has 8 cells, the header has 7", "第 5 行有 8 个单元格"),
    "too many groups": (MANY, "t.csv", {"groups": ["id"]}, "60 different groups", "60 个不同的组"),
    "an empty file": (b"", "t.csv", {}, "the file is empty", "文件为空"),
    "blank lines alone": (b"\n\n\n", "t.csv", {}, "the file is empty", "文件为空"),
    "no rows": ("y,p\n", "t.csv", {}, "has column names but no rows", "只有列名而没有数据行"),
    "a PDF renamed": (b"%PDF-1.7\n1 0 obj\n", "t.csv", {}, "is a PDF document", "PDF 文档"),
    "a workbook renamed": (b"PK\x03\x04\x14\x00\x06\x00", "t.csv", {}, "is a spreadsheet workbook", "电子表格工作簿"),
    "an old workbook renamed": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "t.csv", {}, "is a spreadsheet workbook", "电子表格工作簿"),
    "a workbook": (b"PK\x03\x04", "t.xlsx", {}, "is a spreadsheet workbook", "电子表格工作簿"),
    "a Parquet file renamed": (parquet(pd.DataFrame({"y": [0, 1]})), "t.csv", {}, "is a Parquet file", "扩展名改为 .parquet"),
    "a CSV called Parquet": (ROWS, "t.parquet", {}, "is not a readable Parquet file", "不是可以读取的 Parquet 文件"),
    "a cut Parquet file": (parquet(pd.DataFrame({"y": [0, 1]}))[:-30], "t.parquet", {}, "is not a readable", "不是可以读取的 Parquet"),
    "another encoding": ("y,p\n0,0.1\n1,0.2\n女性,0.3\n".encode("gb18030"), "t.csv", {}, "line 4 is not UTF-8", "第 4 行不是 UTF-8"),
    "an open quotation": ('y,p\n0,"0.1\n', "t.csv", {}, "not valid CSV", "不是规范的 CSV"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_refused_in_both_languages(what: str) -> None:
    content, name, asked, english, chinese = BAD[what]
    with pytest.raises(InvalidInput) as refused:
        study(content, name, **asked)
    said = refused.value.text("en")
    assert english in said.replace("”", '"'), said  # quotation marks are made harmless
    assert chinese in refused.value.text("zh"), refused.value.text("zh")
    assert len(said.splitlines()) == 1


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        study(row(y="", p=3, sex="", years=-2), groups=["sex"], **FOLLOWED)
    assert [problem.where for problem in refused.value.problems] == ["y", "p", "years"]


def test_rows_that_are_refused_are_never_dropped() -> None:
    with pytest.raises(InvalidInput, match="no value, 30 in all: row 1, 3, 5, 7, 9, …"):
        study("y,p\n" + "1,\n0,0.2\n" * 30)


@pytest.mark.parametrize("read", ["describe", "read"])
def test_a_table_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch, read: str) -> None:
    monkeypatch.setattr(upload, "MOST_ROWS", 3)
    with pytest.raises(InvalidInput, match="4 rows; at most 3"):
        describe_upload(ROWS.encode(), "t.csv") if read == "describe" else study(ROWS)


def test_names_of_columns_and_groups_are_harmless_in_the_study() -> None:
    name, label = "[win](http://x.test) <b>p</b>", "<img src=x onerror=alert(1)>"
    found = study(f'y,"{name}","**g**"\n0,0.1,"{label}"\n1,0.2,:red[b]\n', models=[name], groups=["**g**"])
    shown = [*found.predictions, *found.groups, *found.groups["∗∗g∗∗"]]
    assert shown == ["［win］(http∶//x.test) ‹b›p‹/b›", "∗∗g∗∗", "‹img src=x onerror=alert(1)›", "∶red［b］"]


def test_names_shown_alike_stay_two_and_the_charts_own_names_are_kept_free() -> None:
    found = study("y,a*,a∗,all,none,g\n0,0.1,0.2,0.3,0.4,x*\n1,0.2,0.3,0.4,0.5,x∗\n", models=["a*", "a∗", "all", "none"], groups=["g"])
    assert list(found.predictions) == ["a∗", "a∗ (2)", "all (2)", "none (2)"]
    assert found.predictions["a∗ (2)"].tolist() == [0.2, 0.3]
    assert found.groups["g"].tolist() == ["x∗", "x∗ (2)"]


def test_names_and_cells_are_harmless_in_a_refusal() -> None:
    for asked in ({"models": ["<b>p</b>"]}, {"models": ["p", "$q$"]}, {"outcome": "![](http://x.test)"}):
        with pytest.raises(InvalidInput) as refused:
            study('y,p,$q$,![](http://x.test)\n0,0.1,"[a](b)",`c`\n1,0.2,0.3,1\n', **asked)
        for language in ("en", "zh"):
            assert not set("<>[]$`") & set(refused.value.text(language)), refused.value.text(language)


def test_the_content_is_read_as_it_stands_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_disk(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    content, columns = parquet(pd.read_csv(io.StringIO(ROWS))), np.array([0, 1, 0, 1])
    study(content, "t.parquet")  # libraries are imported before
    monkeypatch.setattr("pathlib.Path.open", no_disk)
    monkeypatch.setattr("builtins.open", no_disk)
    assert (study(ROWS).outcome == columns).all()
    assert (study(content, "t.parquet").outcome == columns).all()
