"""The twenty points: what is worked out from the paper's printed numbers, and that both languages can say it."""

from __future__ import annotations

import pytest

from osteo_core.constants import STATUSES
from osteo_core.paper.contradictions import IN_TABLE, NUMBERS, arithmetic, class_sizes, p_from_printed
from osteo_core.paper.printed import printed_table
from osteo_core.translations import LANGUAGES, translate


@pytest.fixture(scope="module")
def found() -> dict[int, dict[str, object]]:
    return arithmetic()


def test_the_numbers_are_those_that_a_reader_gets_by_hand(found: dict[int, dict[str, object]]) -> None:
    # By hand from the printed tables: (2635 x 64.1 + 3987 x 64.8 + 6234 x 65.2) / 12856, and so on.
    assert found[4]["mean"] == pytest.approx(64.85, abs=0.005)
    assert found[6]["women"] == 1970 + 3015 + 4755
    assert found[7]["sums"] == "12,856, 12,856, 12,856, 12,856"
    assert found[15]["mean"] == pytest.approx((3053 * 0.942 + 9803 * 0.918) / 12856, abs=1e-12)
    assert found[16]["printed"] == pytest.approx(0.013)
    assert (found[3]["same"], found[3]["of"]) == (7, 7)


def test_each_point_says_what_it_claims(found: dict[int, dict[str, object]]) -> None:
    assert not found[2]["low"] <= found[2]["accuracy"] <= found[2]["high"]
    assert not found[4]["low"] <= found[4]["printed"] <= found[4]["high"]
    assert found[5]["age_p"] == found[5]["bmi_p"] == "< 0.001"
    assert len({found[6]["women"], found[6]["other"], found[6]["of_text"]}) == 3
    assert found[9]["implied"] > found[9]["dxa"]
    assert found[15]["between"] > max(found[15]["men"], found[15]["women"])
    assert found[16]["narrowest"] > 2 * found[16]["printed"]
    assert found[20]["best"] < found[20]["accuracy"]
    assert found[20]["best_brier"] > found[20]["brier"]


# P values of aov and chisq.test in R (tests/golden/paper_checks).
@pytest.mark.parametrize(
    "field, p", [("age", 4.389e-06), ("female", 0.3057), ("current_smoking", 0.01541), ("high_alcohol_intake", 0.01077)]
)
def test_p_values_from_the_printed_cells(field: str, p: float) -> None:
    row = printed_table("table1_baseline").set_index("characteristic").loc[field]
    assert p_from_printed(row, class_sizes()) == pytest.approx(p, rel=1e-3)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", NUMBERS)
def test_every_point_can_be_said(found: dict[int, dict[str, object]], n: int, language: str) -> None:
    said = [translate(f"contradictions.{n}.{part}", language, **found[n]) for part in ("what", "why", "here")]
    assert all(said)
    assert not any("{" in sentence or "nan" in sentence for sentence in said)


def test_marks_stand_at_rows_that_the_tables_have() -> None:
    rows = {
        "table1_baseline": set(printed_table("table1_baseline")["characteristic"]),
        "table2_performance": set(printed_table("table2_performance")["feature_combination"]),
        "table4_subgroups": set(printed_table("table4_subgroups")["category"]),
    }
    for table, names in rows.items():
        assert set(IN_TABLE[table]) <= names
    assert {n for marks in IN_TABLE.values() for points in marks.values() for n in points} <= set(NUMBERS)
    assert set(STATUSES) <= set(printed_table("table1_baseline").columns)
