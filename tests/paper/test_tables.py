"""Ours beside the paper's: every printed number is there once, ours are those of the plain definitions, differences are sized as said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import brier_score_loss, recall_score, roc_auc_score

from osteo_core.cohorts.worlds.paper import draw
from osteo_core.constants import STATUSES
from osteo_core.evaluation.reports.study import Study
from osteo_core.paper import tables as paper_tables
from osteo_core.paper.printed import printed_table
from osteo_core.paper.printed.table3 import FIELD_OF, published
from osteo_core.paper.ranks import ranks, spearman


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return draw(3000, 1).table


@pytest.fixture(scope="module")
def study() -> Study:
    rng = np.random.default_rng(3)
    outcome = rng.integers(0, 2, 900).astype(float)
    p = 1 / (1 + np.exp(-rng.normal(2 * outcome - 1, 1.4)))
    labels = {
        "sex": rng.choice(["female", "male"], 900), "age_band": rng.choice(["<65", "65+"], 900),
        "ethnicity": rng.choice(["asian", "european", "african"], 900),
        "completeness": rng.choice(["complete", "partial", "deficient"], 900),
    }  # fmt: skip
    return Study(
        outcome,
        {"fusion": p, "frax_style": np.where(rng.random(900) < 0.1, np.nan, p)},
        groups={k: v.astype(object) for k, v in labels.items()},
    )


def test_table_1_has_every_printed_cell_and_describes_the_people(people: pd.DataFrame) -> None:
    numbers, tests = paper_tables.table1(people)
    by = numbers.set_index(["row", "column", "figure"])
    printed = printed_table("table1_baseline")
    assert len(numbers) == 3 * (1 + 2 * printed["kind"].str.startswith("mean").sum() + (printed["kind"] == "n (%)").sum())
    for status in STATUSES:
        group = people[people["status"] == status]
        assert by.loc[("age", status, "mean"), "ours"] == pytest.approx(np.nanmean(group["age"].to_numpy(float)))
        assert by.loc[("female", status, "percent"), "ours"] == pytest.approx(100 * (group["sex"] == "female").mean())
        assert by.loc[("n", status, "n"), "ours"] == len(group)
    assert by.loc[("age", "normal", "mean"), "printed"] == 64.1
    assert by.loc[("prior_fracture", "osteoporosis", "percent"), "printed"] == pytest.approx(29.6, abs=0.05)
    assert list(tests["row"]) == [name for name in printed["characteristic"] if name != "n"]
    assert tests[["p_from_printed", "p_ours"]].apply(lambda column: column.between(0, 1)).all().all()


def test_table_4_is_of_each_group_alone_and_empty_inside_a_class(study: Study) -> None:
    found = paper_tables.table4(study).set_index(["row", "figure"])
    men = study.groups["sex"] == "male"
    y, p = study.outcome[men], study.predictions["fusion"][men]
    assert found.loc[("Male", "auc"), "ours"] == pytest.approx(roc_auc_score(y, p))
    assert found.loc[("Male", "sensitivity"), "ours"] == pytest.approx(100 * recall_score(y, p >= 0.5))
    assert found.loc[("Male", "specificity"), "ours"] == pytest.approx(100 * recall_score(1 - y, p < 0.5))
    levels = printed_table("table4_subgroups").query("category == 'Bone mineral density level'")["subgroup"]
    assert found.loc[list(levels), "ours"].isna().all()
    assert (found.loc[list(levels), "reason"] != "").all()
    others = found.drop(index=list(levels), level=0)
    assert others["ours"].notna().all()
    assert (others["low"] < others["ours"]).all()


def _rows(names: tuple[str, ...]) -> pd.DataFrame:
    made = []
    for i, name in enumerate(names):
        for people in ("fresh", "test"):
            for model in ("fusion", "oracle", "logistic", "lightgbm", *(("simplified",) if name == "DXA+Clinical+BTMs" else ())):
                figures = {f: 0.8 + 0.01 * i for f in ("auc", "accuracy", "sensitivity", "specificity")}
                limits = {f"{f}_{end}": v + d for f, v in figures.items() for end, d in (("low", -0.02), ("high", 0.02))}
                made.append(
                    {"row": name, "people": people, "model": model, "n": 10, "events": 5, "brier": 0.1 + (model == "simplified")}
                    | figures
                    | limits
                )
    return pd.DataFrame(made)


SETS = tuple(printed_table("table2_performance")["feature_combination"][:7])


def test_table_2_takes_each_row_from_where_it_belongs(study: Study) -> None:
    found = paper_tables.table2(_rows(SETS), "fresh", study, study).set_index(["row", "figure"])
    assert found.loc[("DXA", "auc"), "ours"] == pytest.approx(0.8)
    assert found.loc[("DXA", "accuracy"), "ours"] == pytest.approx(80)
    assert found.loc[("Simplified model", "brier"), "ours"] == pytest.approx(1.1)
    p = study.predictions["fusion"]
    assert found.loc[("Independent test set", "brier"), "ours"] == pytest.approx(brier_score_loss(study.outcome, p))
    known = np.isfinite(study.predictions["frax_style"])
    assert found.loc[("FRAX (text)", "auc"), "ours"] == pytest.approx(
        roc_auc_score(study.outcome[known], study.predictions["frax_style"][known])
    )
    assert found.loc[("Fracture task: all features (discussion)", "auc"), "ours"] == pytest.approx(roc_auc_score(study.outcome, p))
    np.testing.assert_allclose(found["difference"], found["ours"] - found["printed"])


def test_table_2_without_its_rows_still_has_the_last_three(study: Study) -> None:
    found = paper_tables.table2(None, "test", study, study).dropna(subset="ours")
    assert set(found["row"]) == {"Independent test set", "FRAX (text)", "Fracture task: all features (discussion)"}


def test_the_ladder_has_the_paper_and_four_sources_on_each_row() -> None:
    table = paper_tables.ladder(_rows(SETS), "test")
    assert len(table) == 7 * 5
    assert set(table["source"]) == {"paper", "fusion", "oracle", "logistic", "lightgbm"}
    assert table.set_index(["source", "row"]).loc[("paper", "All features"), "estimate"] == 0.936


@pytest.mark.parametrize(
    "figure, difference, size",
    [
        ("auc", 0.894 - 0.889, "close"),
        ("auc", -0.02, "apart"),
        ("auc", 0.021, "far"),
        ("percent", -1.2, "apart"),
        ("sensitivity", float("nan"), ""),
    ],
)
def test_sizes_of_differences(figure: str, difference: float, size: str) -> None:
    assert paper_tables.size_of(figure, difference) == size


@pytest.mark.parametrize("outcome", ["osteoporosis", "fracture"])
def test_ranks_are_among_the_listed_features_only(outcome: str) -> None:
    fields = sorted({*FIELD_OF.values(), "tb_th"})
    values = published(outcome)
    influence = pd.DataFrame({"outcome": outcome, "field": fields, "value": [values.get(f, 9.0) for f in fields], "low": 0.0, "high": 9.0})
    table = ranks(influence, outcome)
    assert list(table["paper_rank"]) == list(table["our_rank"]) == list(range(1, 16))
    assert spearman(table["paper_rank"], table["our_rank"]).estimate == pytest.approx(1)


def test_interval_of_a_rank_correlation_covers_as_it_says() -> None:
    # Bonett & Wright's interval, checked by its own promise: near 95 % of samples of 15 hold the population's value (normal pairs, r 0.7).
    rng, rho = np.random.default_rng(5), 0.7
    population = 6 / np.pi * np.arcsin(rho / 2)
    inside = 0
    for _ in range(1500):
        x = rng.normal(size=15)
        found = spearman(x, rho * x + np.sqrt(1 - rho**2) * rng.normal(size=15))
        inside += found.low <= population <= found.high
    assert 0.92 <= inside / 1500 <= 0.98
    with pytest.raises(ValueError, match="four pairs"):
        spearman([1, 2, 3], [1, 2, 3])
