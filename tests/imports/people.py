"""Small tables as hospitals and cohorts write them, made from numbers that are fixed."""

from __future__ import annotations

import numpy as np
import pandas as pd

N = 60


def numbers(n: int = N) -> dict[str, np.ndarray]:
    """Sex (True: man), age, height, weight and three densities (Hologic, g/cm²) of n people."""
    rng = np.random.default_rng(7)
    man = np.arange(n) % 3 == 0
    return {
        "man": man,
        "age": rng.integers(50, 88, n),
        "height": np.round(np.where(man, 170.0, 157.0) + rng.normal(0, 4, n), 1),
        "weight": np.round(rng.normal(63, 8, n), 1),
        "neck": np.round(rng.normal(0.72, 0.1, n), 3),
        "spine": np.round(rng.normal(0.92, 0.12, n), 3),
        "hip": np.round(rng.normal(0.80, 0.1, n), 3),
    }


def plain_table(n: int = N) -> pd.DataFrame:
    """An English table: id, sex, age, height, weight."""
    of = numbers(n)
    return pd.DataFrame(
        {
            "Patient ID": [f"P{i:03d}" for i in range(n)],
            "Sex": np.where(of["man"], "M", "F"),
            "Age": of["age"],
            "Height (cm)": of["height"],
            "Weight (kg)": of["weight"],
        }
    )


def chinese_table(n: int = N) -> pd.DataFrame:
    """A Chinese spreadsheet; T-scores by the reference that Hologic's scale has (NHANES III, 0.858 and 0.120)."""
    of = numbers(n)
    return pd.DataFrame(
        {
            "编号": range(1, n + 1),
            "姓名": "某",
            "年龄": of["age"],
            "性别": np.where(of["man"], "男", "女"),
            "身高": of["height"],
            "体重": of["weight"],
            "腰椎骨密度": of["spine"],
            "腰椎T值": np.round((of["spine"] - 1.047) / 0.110, 1),
            "股骨颈骨密度(g/cm²)": of["neck"],
            "股骨颈T值": np.round((of["neck"] - 0.858) / 0.120, 1),
            "25-羟维生素D(ng/ml)": 18 + np.arange(n) % 9,
            "是否绝经": np.where(of["man"], "", "是"),
            "既往骨折史": np.where(np.arange(n) % 4 == 0, "有", "无"),
            "绝经年龄": 50,
            "备注": "",
        }
    )
