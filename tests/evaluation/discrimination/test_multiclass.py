"""Three classes: pROC's and scikit-learn's numbers, laws that must hold, and refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import accuracy_score, cohen_kappa_score, confusion_matrix, precision_score, recall_score, roc_auc_score
from statsmodels.stats.proportion import proportion_confint

from osteo_core.constants import STATUSES, Z95
from osteo_core.errors import InvalidInput
from osteo_core.evaluation.discrimination.auc import auc
from osteo_core.evaluation.discrimination.multiclass import ThreeClass, class_figures, confusion, one_vs_rest, predicted_classes
from tests import folders

GOLDEN = folders.GOLDEN / "multiclass"
TABLE = pd.read_csv(GOLDEN / "table.csv")
STATUS, P = TABLE["status"].to_numpy(object), TABLE[list(STATUSES)].to_numpy(float)
THREE = ThreeClass(STATUS, {"m": P})


def _three(status: list[str], p: list[list[float]]) -> ThreeClass:
    return ThreeClass(np.array(status, object), {"m": np.array(p, float)})


def _hard(status: list[str], predicted: list[str]) -> ThreeClass:
    return _three(status, [[float(name == label) for name in STATUSES] for label in predicted])


def test_areas_and_intervals_are_those_of_proc() -> None:
    golden = pd.read_csv(GOLDEN / "areas.csv")
    found = one_vs_rest(THREE, "m")
    assert found["class"].tolist() == golden["class"].tolist()
    assert found["n"].tolist() == golden["n"].tolist()
    for column in ("auc", "low", "high"):
        assert found[column].to_numpy() == pytest.approx(golden[column].to_numpy(), abs=1e-9), column
    assert (found["reason"] == "").all()


def test_the_interval_of_the_mean_agrees_with_a_bootstrap_of_people() -> None:
    macro = one_vs_rest(THREE, "m").iloc[-1]
    error = (macro["high"] - macro["low"]) / (2 * Z95)
    assert error == pytest.approx(pd.read_csv(GOLDEN / "bootstrap.csv")["standard_error"][0], rel=0.05)


def test_the_mean_is_scikit_learns_and_each_class_is_the_plain_auc() -> None:
    found = one_vs_rest(THREE, "m").set_index("class")
    assert found.loc["macro", "auc"] == pytest.approx(
        roc_auc_score(STATUS, P, multi_class="ovr", average="macro", labels=STATUSES), abs=1e-12
    )
    for k, name in enumerate(STATUSES):
        expected = auc(name == STATUS, P[:, k])
        assert found.loc[name, ["auc", "low", "high"]].tolist() == pytest.approx(
            [expected.estimate, expected.low, expected.high], abs=1e-12
        )


def test_counts_and_shares_are_scikit_learns() -> None:
    predicted, ties = predicted_classes(THREE, "m")
    named = np.array(STATUSES)[predicted]
    assert ties > 0
    assert confusion(THREE, "m").to_numpy().tolist() == confusion_matrix(STATUS.astype(str), named, labels=STATUSES).tolist()
    found = class_figures(THREE, "m")
    assert (found.n, found.ties) == (len(TABLE), ties)
    assert found.accuracy[0] == pytest.approx(accuracy_score(STATUS.astype(str), named))
    assert found.kappa == pytest.approx(cohen_kappa_score(STATUS.astype(str), named, labels=STATUSES, weights="quadratic"), abs=1e-12)
    labels: Any = {"labels": STATUSES, "average": None}
    assert found.classes["sensitivity"].to_numpy() == pytest.approx(recall_score(STATUS.astype(str), named, **labels))
    assert found.classes["ppv"].to_numpy() == pytest.approx(precision_score(STATUS.astype(str), named, **labels))
    for row in found.classes.itertuples():
        others = recall_score(row[1] != STATUS, named != row[1])
        assert row.specificity == pytest.approx(others)


def test_intervals_are_wilsons() -> None:
    found = class_figures(THREE, "m")
    counts = confusion(THREE, "m")
    for row in found.classes.to_dict("records"):
        right = counts.loc[row["class"], row["class"]]
        ends = proportion_confint(right, row["n"], method="wilson")
        assert (row["sensitivity_low"], row["sensitivity_high"]) == pytest.approx(ends, abs=1e-9)
        ends = proportion_confint(right, row["predicted"], method="wilson")
        assert (row["ppv_low"], row["ppv_high"]) == pytest.approx(ends, abs=1e-9)
    ends = proportion_confint(np.trace(counts), found.n, method="wilson")
    assert found.accuracy[1:] == pytest.approx(ends, abs=1e-9)


def test_equals_count_as_the_worse_class_and_are_said() -> None:
    three = _three(["normal"] * 4, [[0.4, 0.4, 0.2], [0.2, 0.4, 0.4], [0.4, 0.2, 0.4], [0.5, 0.3, 0.2]])
    predicted, ties = predicted_classes(three, "m")
    assert (predicted.tolist(), ties) == ([1, 2, 2, 0], 3)
    assert class_figures(three, "m").ties == 3


def test_a_class_of_nobody_has_no_figures_but_the_others_do() -> None:
    three = _hard(["normal", "normal", "osteopenia", "osteopenia"], ["normal", "osteopenia", "osteopenia", "osteopenia"])
    figures = class_figures(three, "m").classes.set_index("class")
    assert np.isnan(figures.loc["osteoporosis", ["sensitivity", "sensitivity_low", "ppv", "ppv_high"]].astype(float)).all()
    assert figures.loc["osteoporosis", "specificity"] == 1
    areas = one_vs_rest(three, "m").set_index("class")
    assert areas.loc["normal", "auc"] == 0.75
    assert np.isnan(areas.loc[["osteoporosis", "macro"], "auc"]).all()
    assert (areas.loc[["osteoporosis", "macro"], "reason"] == "evaluate.reason.one_class").all()


def test_a_class_of_one_person_has_an_area_without_an_interval() -> None:
    three = _hard(
        ["normal", "normal", "osteopenia", "osteopenia", "osteoporosis"], ["normal", "osteopenia", "osteopenia", "normal", "normal"]
    )
    areas = one_vs_rest(three, "m").set_index("class")
    assert areas.loc["osteoporosis", "auc"] == 0.5
    assert areas.loc[["osteoporosis", "macro"], ["low", "high"]].isna().all(axis=None)
    assert areas.loc["macro", "reason"] == "evaluate.reason.too_few"


def test_perfect_and_constant_predictions() -> None:
    labels = list(STATUSES) * 3
    perfect = class_figures(_hard(labels, labels), "m")
    assert (perfect.accuracy[0], perfect.kappa) == (1, 1)
    areas = one_vs_rest(_hard(labels, labels), "m")
    assert (areas["auc"] == 1).all()
    assert areas[["low", "high"]].isna().all(axis=None)
    assert (areas["reason"] == "evaluate.reason.no_variance").all()
    assert np.isnan(class_figures(_hard(["normal"] * 3, ["normal"] * 3), "m").kappa)
    assert class_figures(_hard(labels, ["normal"] * 9), "m").kappa == pytest.approx(0, abs=1e-12)


def test_one_class_told_perfectly_leaves_the_mean_its_interval() -> None:
    labels = list(STATUSES) * 3
    areas = one_vs_rest(_hard(labels, [*labels[:6], "normal", "normal", "osteoporosis"]), "m").set_index("class")
    assert (areas.loc["osteoporosis", "auc"], areas.loc["osteoporosis", "reason"]) == (1, "evaluate.reason.no_variance")
    assert areas.loc["macro", "low"] < areas.loc["macro", "auc"] < areas.loc["macro", "high"]
    assert areas.loc["macro", "reason"] == ""


def test_comparing_keeps_people_with_an_answer_from_each_model() -> None:
    gaps = P.copy()
    gaps[:5] = np.nan
    three = ThreeClass(STATUS, {"all": P, "gaps": gaps}, left_out=2)
    both = three.comparing(["all", "gaps"])
    assert (both.n, both.left_out) == (len(TABLE) - 5, 7)
    assert (three.comparing(["all"]).n, three.comparing(["all"]).left_out) == (len(TABLE), 2)
    with pytest.raises(InvalidInput, match="no probabilities for 5 people"):
        one_vs_rest(three, "gaps")


BAD: dict[str, tuple[list[str], list[list[float]], str]] = {
    "nobody": ([], [], "there are no people"),
    "another class": (["thin"], [[1, 0, 0]], "Row 1, column status: the class is missing or unknown"),
    "two probabilities": (["normal"], [[0.5, 0.5]], "three probabilities"),
    "a sum above 1": (["normal", "normal"], [[1, 0, 0], [0.5, 0.5, 0.5]], "Row 2, column m"),
    "a negative one": (["normal"], [[1.2, -0.2, 0]], "below 0"),
    "partly missing": (["normal"], [[1, float("nan"), 0]], "partly missing"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_three_classes_is_refused(what: str) -> None:
    status, p, words = BAD[what]
    with pytest.raises(InvalidInput) as refused:
        _three(status, p)
    assert words in refused.value.text("en")
    assert refused.value.text("zh") != refused.value.text("en")
