"""Tables as people have them, through the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from osteo_core.cli import main as cli
from tests.folders import GOLDEN

CASES = GOLDEN / "cases"


def scored(tmp_path: Path, table: Path | str, *options: str) -> tuple[int, pd.DataFrame | None, pd.DataFrame | None]:
    """Exit code, results and errors of `score`."""
    if isinstance(table, str):
        (tmp_path / "in.csv").write_text(table, encoding="utf-8")
        table = tmp_path / "in.csv"
    out = tmp_path / "o.csv"
    code = cli.main(["score", str(table), str(out), *options])
    errors = out.with_name("o.csv.errors.csv")
    read = [pd.read_csv(path, dtype=str, keep_default_na=False) if path.exists() else None for path in (out, errors)]
    return code, read[0], read[1]


@pytest.mark.parametrize(
    "case, plain",
    [
        (
            "decimal_comma_yes_no",
            "id,age,sex,femoral_neck_t,prior_fracture,current_smoking\n1,71,female,-2.6,1,0\n2,66,male,-1.1,,0\n3,80.5,female,-3.1,0,1\n",
        ),
        ("r_row_names", "id,age,sex,femoral_neck_t,prior_fracture\nA01,71,female,-2.6,1\nA02,66,male,,0\n"),
        ("id;age;femoral_neck_t\n1;71,000;−2,600\n", "id,age,femoral_neck_t\n1,71,-2.6\n"),
        ("id\tage\tprior_fracture\n1\t71,5\t1,0\n", "id,age,prior_fracture\n1,71.5,1\n"),
        ('id,age,prior_fracture\n1,"71,5","1,0"\n2,72,01\n3,70,0.00\n', "id,age,prior_fracture\n1,71.5,1\n2,72,1\n3,70,0\n"),
        ("sep=;\nid;Age;sex\n1;71,5;Female\n", "id,age,sex\n1,71.5,female\n"),
        ("id,age,prior_fracture,calcium_intake\n1,71.000,1.000,850.000\n", "id,age,prior_fracture,calcium_intake\n1,71,1,850\n"),
        ('"","id","age","weight_kg"\n"1","a",71,NA\n"2","b",66,"NaN"\n', "id,age,weight_kg\na,71,\nb,66,\n"),
    ],
)  # fmt: skip
def test_the_same_people_however_written(tmp_path: Path, case: str, plain: str) -> None:
    table = CASES / f"{case}.csv" if "\n" not in case else case
    code, results, errors = scored(tmp_path, table)
    assert (code, errors) == (0, None)
    assert results is not None
    pd.testing.assert_frame_equal(results, scored(tmp_path, plain)[1])


def test_a_level_named_none_is_an_answer(tmp_path: Path) -> None:
    code, results, errors = scored(tmp_path, CASES / "level_named_none.csv", "--comparators")
    assert (code, errors) == (0, None)
    assert results is not None
    risk = results.set_index("id")["qfracture_major"]
    assert risk["a"] != ""
    assert float(risk["a"]) < float(risk["d"])


@pytest.mark.parametrize(
    "table, say",
    [
        ("thousands_in_value", ["1.2", "1200"]),
        ('id,age,calcium_intake\n1,71,"1,200"\n2,71,"0,5"\n3,70,"0.5"\n', ["1.2", "1200"]),
        ("id,age,weight_kg\n1,71,none\n", ["none", "empty", "0"]),
        ("id,age,prior_fracture\n1,71,none\n", ["none", "empty", "0"]),
        ("id,age,weight_kg\n1,71,6O\n", ["6O"]),
    ],
)
def test_what_could_be_two_things_is_refused(tmp_path: Path, table: str, say: list[str]) -> None:
    code, results, errors = scored(tmp_path, CASES / f"{table}.csv" if "\n" not in table else table)
    assert code == 0
    assert errors is not None
    assert errors["row"].tolist() == ["1"]
    assert all(part in errors["problem"][0] for part in say)
    assert results is not None
    assert "1" not in results["id"].tolist()


def test_thousands_by_the_evidence_of_the_file(tmp_path: Path) -> None:
    same = scored(tmp_path, 'id,age,weight_kg,calcium_intake\n1,71,60.5,"1,200"\n')[1]
    assert same is not None
    pd.testing.assert_frame_equal(same, scored(tmp_path, "id,age,weight_kg,calcium_intake\n1,71,60.5,1200\n")[1])


def test_unknown_columns_are_listed_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ",".join(f"rs9{i:07}" for i in range(10_000))
    table = f"id,age,name,{names}\n1,71,x,{'0,' * 9_999}0\n"
    assert scored(tmp_path, table)[0] == 0
    said = capsys.readouterr().err
    assert "not read (10001)" in said
    assert max(map(len, said.splitlines())) < 1_000
    assert scored(tmp_path, table, "--strict")[0] == 2
    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 1
    assert len(said) < 1_000


def test_stale_errors_do_not_stay_and_ids_do_no_harm(tmp_path: Path) -> None:
    _, results, errors = scored(tmp_path, 'id,age\n=1+1,71\n"@x\ny",19\n')
    assert results is not None
    assert errors is not None
    assert results["id"].tolist() == ["'=1+1"]
    assert errors["id"].tolist() == ["'@x\\ny"]
    assert scored(tmp_path, "id,age\n1,71\n")[2] is None


def test_pipes_links_and_folders_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "in.csv").write_text("id,age\n1,71\n", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "other.csv")
    (tmp_path / "folder.parquet").mkdir()
    for arguments in (
        ["score", "pipe.csv", "o.csv"], ["score", "/dev/zero", "o.csv"], ["score", "in.csv", "link.csv"],
        ["score", "in.csv", str(Path("no") / "o.csv")],
        ["cohort", "nhanes", "--out", str(Path("no") / "o.parquet")], ["cohort", "nhanes", "--out", "folder.parquet"],
    ):  # fmt: skip
        at = [str(tmp_path / part) if "." in part or part.startswith("/") else part for part in arguments]
        assert cli.main(at) == 2
        said = capsys.readouterr().err
        assert len(said.strip().splitlines()) == 1
        assert "Traceback" not in said
    with pytest.raises(SystemExit) as ended:  # the parser's own refusal, under its usage line
        cli.main(["cohort", "virtual", "--seed", "1", "--n", "5000000000", "--out", str(tmp_path / "o.parquet")])
    assert ended.value.code == 2
    assert "2,000,000" in capsys.readouterr().err.splitlines()[-1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.parquet", "in.csv", "link.csv", "pipe.csv"]
