"""Whole imports through the command: what is written, what is asked, and what bad input is told."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from osteo_core.cli.main import main
from osteo_core.imports.examples import example
from osteo_core.imports.reading.opening import Given, open_one
from osteo_core.patients.tables.read import read_table
from osteo_core.patients.who import who_categories
from tests.imports.people import N, chinese_table, numbers, plain_table

DONE, BAD, UNDECIDED = 0, 2, 3


def _import(tmp_path: Path, *files: Path | str, code: int = DONE) -> tuple[dict[str, Any], pd.DataFrame | None]:
    out = tmp_path / "out.parquet"
    assert main(["import", *map(str, files), "--out", str(out)]) == code
    report = json.loads((tmp_path / "out.report.json").read_text(encoding="utf-8"))
    return report, pd.read_parquet(out) if out.exists() else None


def _mapped(report: dict[str, Any]) -> dict[str, str]:
    return {line["source"]: line["target"] for line in report["columns"]}


def test_the_korean_file_as_published(tmp_path: Path) -> None:
    """Figures of Kim & Kim 2022's table: 12 columns, 958 people, WHO category as the file's own lowest T-score (826 of 826)."""
    path = tmp_path / "korea.csv"
    path.write_bytes(example())
    report, people = _import(tmp_path, path, code=UNDECIDED)
    assert people is None
    assert report["decisions"] == ["contradicts_t_region:femoral_neck_bmd"]
    report, people = _import(tmp_path, path, "--accept")
    assert len(report["columns"]) == 12
    assert {"FNCTz-score", "TBSz-score", "Femur neck BMD(g/cm2)", "Neck width(cm)"} <= set(report["unmapped"])
    assert [each["source"] for each in report["proposed"]] == ["Femur neck BMD(g/cm2)"]
    assert people is not None
    assert report["rows_in"] == 969
    assert report["rows_out"] == len(people) == 958
    assert set(people["manufacturer"]) == {"hologic"}
    raw = pd.read_csv(path)
    lowest = raw[[name for name in raw if "T-score" in name]].min(axis=1)[people["id"].astype(int) - 1].to_numpy()
    chunk = next(read_table(tmp_path / "out.parquet"))
    decided = [
        (each.category, t) for each, t in zip(who_categories(chunk.columns), lowest, strict=True) if each.basis == "t" and each.category
    ]
    assert len(decided) == 826
    assert all(category == ("osteoporosis" if t <= -2.5 else "normal" if t >= -1 else "osteopenia") for category, t in decided)


def test_a_chinese_spreadsheet_in_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "数据.csv"
    path.write_bytes(chinese_table().to_csv(index=False).encode("gb18030"))
    report, people = _import(tmp_path, path)
    assert report["file"]["encoding"] == "gb18030"
    assert _mapped(report) == {
        "编号": "id",
        "年龄": "age",
        "性别": "sex",
        "身高": "height_cm",
        "体重": "weight_kg",
        "腰椎骨密度": "lumbar_spine_bmd",
        "腰椎T值": "lumbar_spine_t",
        "股骨颈骨密度(g/cm²)": "femoral_neck_bmd",
        "股骨颈T值": "femoral_neck_t",
        "25-羟维生素D(ng/ml)": "vitamin_d_25oh",
        "是否绝经": "postmenopausal",
        "既往骨折史": "prior_fracture",
    }
    assert people is not None
    assert set(people["manufacturer"]) == {"hologic"}  # its T-scores follow from its densities on that scale alone
    np.testing.assert_allclose(people["vitamin_d_25oh"], (18 + np.arange(N) % 9) * 2.496)
    assert list(people["sex"]) == ["male" if man else "female" for man in numbers()["man"]]


@pytest.mark.parametrize("kind", ["xlsx", "gz", "dta", "sav", "parquet", "utf-16", "semicolon"])
def test_the_same_people_from_every_kind_of_file(tmp_path: Path, kind: str) -> None:
    table = plain_table()
    path = tmp_path / {"gz": "t.csv.gz", "utf-16": "u.csv", "semicolon": "s.csv"}.get(kind, f"t.{kind}")
    _write(table, path, kind)
    _, people = _import(tmp_path, path)
    assert people is not None
    of = numbers()
    np.testing.assert_array_equal(people["age"], of["age"])
    np.testing.assert_allclose(people["height_cm"], of["height"])
    assert list(people["id"]) == list(table["Patient ID"])


def _write(table: pd.DataFrame, path: Path, kind: str) -> None:
    import pyreadstat

    named = table.rename(columns=lambda name: name.partition(" (")[0].replace(" ", "_"))
    text = table.to_csv(index=False)
    if kind == "xlsx":
        table.to_excel(path, index=False)
    elif kind == "gz":
        path.write_bytes(gzip.compress(text.encode()))
    elif kind == "dta":
        pyreadstat.write_dta(named, str(path))
    elif kind == "sav":
        pyreadstat.write_sav(named, str(path))
    elif kind == "parquet":
        table.astype({"Sex": "category", "Age": "Int16"}).to_parquet(path)
    elif kind == "utf-16":
        path.write_bytes(text.encode("utf-16"))
    else:
        table.to_csv(path, index=False, sep=";", decimal=",")


def test_import_export_import_is_the_same_and_so_are_the_bytes(tmp_path: Path) -> None:
    source = tmp_path / "t.csv"
    plain_table().to_csv(source, index=False)
    _, people = _import(tmp_path, source)
    first = [(tmp_path / f"out.{end}").read_bytes() for end in ("parquet", "mapping.toml", "report.json")]
    _import(tmp_path, source)
    assert [(tmp_path / f"out.{end}").read_bytes() for end in ("parquet", "mapping.toml", "report.json")] == first
    _import(tmp_path, source, "--mapping", str(tmp_path / "out.mapping.toml"))
    assert (tmp_path / "out.parquet").read_bytes() == first[0]
    again = tmp_path / "again.parquet"
    again.write_bytes(first[0])
    _, twice = _import(tmp_path, again)
    pd.testing.assert_frame_equal(twice, people)


def test_several_files_and_long_tables(tmp_path: Path) -> None:
    table = plain_table()
    table.to_csv(tmp_path / "a.csv", index=False)
    rows = [(f"P{i:03d}", "25-OH vitamin D", 40 + i, "nmol/L") for i in range(5, N + 2)] + [
        (f"P{i:03d}", "Calcium", 2.3, "mmol/L") for i in range(N)
    ]
    pd.DataFrame(rows, columns=["Patient ID", "Test name", "Result", "Unit"]).to_csv(tmp_path / "b.csv", index=False)
    report, people = _import(tmp_path, tmp_path / "a.csv", tmp_path / "b.csv")
    assert people is not None
    assert report["rows_in"] == len(people) == N + 2  # two people have laboratory results only
    assert people.set_index("id").loc["P010", "vitamin_d_25oh"] == 50
    assert people["vitamin_d_25oh"].notna().sum() == N - 3
    assert (people["serum_calcium"].dropna() == 2.3).all()


def test_a_finding_is_decided_once_and_stays_decided(tmp_path: Path) -> None:
    table = plain_table()
    table.loc[3, "Patient ID"] = "P001"
    table["Femoral neck BMD"] = numbers()["neck"]
    path = tmp_path / "t.csv"
    table.to_csv(path, index=False)
    report, people = _import(tmp_path, path, code=UNDECIDED)
    assert report["decisions"] == ["no_manufacturer:manufacturer", "repeated_id:id"]
    assert people is None
    report, people = _import(tmp_path, path, "--accept")
    assert people is not None
    assert "femoral_neck_bmd" not in people
    assert _mapped(report)["Femoral neck BMD"] == "femoral_neck_bmd"  # held back, not forgotten
    assert report["refused"] == [{"row": 4, "field": "id", "text": "another row has this ID; the first one is kept"}]
    mapping = tmp_path / "out.mapping.toml"
    _import(tmp_path, path, "--mapping", str(mapping))
    named = mapping.read_text(encoding="utf-8").replace("[fields.age]", '[constants]\nmanufacturer = "ge_lunar"\n\n[fields.age]')
    (tmp_path / "named.toml").write_text(named, encoding="utf-8")
    _, people = _import(tmp_path, path, "--mapping", str(tmp_path / "named.toml"))
    assert people is not None
    assert people["femoral_neck_bmd"].notna().all()


def _with(**columns: Any) -> pd.DataFrame:
    return plain_table().assign(**columns)


QUESTIONS = {
    "two_units": _with(BMDs=0).rename(columns={"BMDs": "FN BMD"}).assign(**{"FN BMD": np.where(np.arange(N) % 3, 0.72, 720.0)}),
    "t_scores_named_bmd": _with(**{"Femoral neck BMD": np.linspace(-3.5, 1.2, N).round(1)}),
    "unit_open": _with(**{"Vit D": np.linspace(25, 43, N).round(0)}),
    "unit_contradicts": _with(**{"Calcium (mmol/L)": np.linspace(8.8, 9.9, N).round(1)}),
    "date_forms": _with(**{"Visit date": (["2020-01-02", "03/04/2020", "5 Jan 2020"] * N)[:N]}),
    "many_refused": plain_table().assign(**{"Weight (kg)": np.where(np.arange(N) % 5 < 2, 631.0, 63.0)}),
    "men_shorter": plain_table().assign(Sex=np.where(numbers()["man"], "F", "M")),
    "mostly_men": plain_table().assign(Sex="M"),
    "codes_open": plain_table().assign(Sex=np.arange(N) % 2).drop(columns="Height (cm)"),
    "bmi_disagrees": _with(BMI=30.0),
    "limits_of_detection": _with(CTX=np.where(np.arange(N) % 4, "0.35", "<0.07")),
    "nothing_mapped": pd.DataFrame({"x": [1, 2], "y": [3, 4]}),
    "inertial_sensor": pd.DataFrame({"time": [0.0, 0.01], "acc_x": [9.8, 9.7], "acc_y": [0.1, 0.1], "gyr_x": [0.01, 0.02]}),
    "nobody_left": plain_table().assign(Age=20),
}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_one_fact_about_a_column_is_one_question(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "t.csv"
    QUESTIONS[kind].to_csv(path, index=False)
    report, people = _import(tmp_path, path, code=UNDECIDED)
    assert people is None
    assert kind in {name.partition(":")[0] for name in report["decisions"]}
    assert next(each for each in report["findings"] if each["kind"] == kind)["open"]


BAD_FILES = {
    "empty.csv": (b"", "the file is empty"),
    "cut.csv.gz": (gzip.compress(b"a,b\n1,2\n" * 99)[:30], "damaged compressed file"),
    "x.pdf": (b"%PDF-1.4", "PDF"),
    "x.sav": (b"$FL2 nonsense", "not a readable file of SAS, SPSS or Stata"),
    "x.xlsx": (b"PK\x03\x04 nonsense", "not a readable workbook"),
    "locked.xlsx": (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    content, said = BAD_FILES[name]
    (tmp_path / name).write_bytes(content)
    assert main(["import", str(tmp_path / name), "--out", str(tmp_path / "o.parquet")]) == BAD
    assert said in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_empty_sheet_and_a_mapping_of_missing_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pd.DataFrame().to_excel(tmp_path / "e.xlsx")
    assert main(["import", str(tmp_path / "e.xlsx"), "--out", str(tmp_path / "o.parquet")]) == BAD
    assert "no sheet has" in capsys.readouterr().err
    plain_table().to_csv(tmp_path / "t.csv", index=False)
    (tmp_path / "m.toml").write_text('format = 1\n[fields.age]\ncolumn = "Alter"\n', encoding="utf-8")
    assert main(["import", str(tmp_path / "t.csv"), "--mapping", str(tmp_path / "m.toml"), "--out", str(tmp_path / "o.parquet")]) == BAD
    assert '"Alter", which does not exist' in capsys.readouterr().err
    (tmp_path / "m.toml").write_text(
        'format = 1\n[fields.agee]\ncolumn = "x"\n[fields.height_cm]\ncolumn = "h"\nunit = "kg"\n', encoding="utf-8"
    )
    assert (
        main(
            [
                "import",
                str(tmp_path / "t.csv"),
                "--mapping",
                str(tmp_path / "m.toml"),
                "--out",
                str(tmp_path / "o.parquet"),
                "--language",
                "zh",
            ]
        )
        == BAD
    )
    told = capsys.readouterr().err
    assert "fields.agee" in told
    assert "“kg”" in told


def test_score_shows_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "korea.csv").write_bytes(example())
    assert main(["score", str(tmp_path / "korea.csv"), str(tmp_path / "o.csv"), "--model", "simplified"]) == BAD
    assert "osteo import" in capsys.readouterr().err.splitlines()[0]


def test_lines_above_the_header_and_a_second_header() -> None:
    body = "Hospital of X,,,\n,,,\nID,Age,Height,Weight\n,(years),(cm),(kg)\n" + "\n".join(f"{i},{60 + i},160.5,61" for i in range(9))
    opened = open_one(Given("t.csv", body.encode()))
    assert opened.header == ["ID", "Age", "Height", "Weight"]
    assert sum(raw.n for raw in opened.chunks(100)) == 9
    assert opened.labels["Height"] == "(cm)"
