"""A cell is read as what it should be, or the program says which one is not."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pages._widgets.shared import cells

PEOPLE = pd.DataFrame({"name": ["one", ""], "cases": [12_000, 3], "auc": [0.75, np.nan], "known": [True, False], "remark": ["", None]})


def test_rows_keep_whole_numbers_whole() -> None:
    first, second = cells.rows(PEOPLE[["cases", "auc"]])
    assert f"{cells.count(first, 'cases'):,}" == "12,000"
    assert math.isnan(cells.number(second, "auc"))
    with pytest.raises(TypeError, match='the cell "cases" should hold a whole number, not float'):
        cells.count(PEOPLE[["cases", "auc"]].loc[0], "cases")  # as a Series, all of a row is fractions


@pytest.mark.parametrize(("read", "expected"), [(cells.count, 3), (cells.number, 3.0)])
def test_a_column_is_read_by_its_index(read: Callable[..., Any], expected: object) -> None:
    found = read(PEOPLE.set_index("name")["cases"], "")
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (cells.number, "0.7"), (cells.number, None), (cells.number, True), (cells.number, np.bool_(True)), (cells.number, pd.NA),
        (cells.count, 2.0), (cells.count, False), (cells.count, None),
        (cells.text, None), (cells.text, 1), (cells.text, math.nan), (cells.text, b"one"),
    ],
)  # fmt: skip
def test_another_kind_is_refused_without_its_content(read: Callable[..., Any], cell: object) -> None:
    with pytest.raises(TypeError) as refused:
        read({"femoral_neck_bmd": cell}, "femoral_neck_bmd")
    assert '"femoral_neck_bmd"' in str(refused.value)
    assert str(refused.value).endswith(f", not {type(cell).__name__}")
