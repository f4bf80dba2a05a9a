"""The part of the people that is chosen, as a sentence and as tables."""

from __future__ import annotations

import pandas as pd

from osteo_core.evaluation.linked.selected import Selected
from osteo_core.figures.base.numbers import percent
from osteo_core.figures.linked.charts import Words
from osteo_core.translations import translate


def describe_linked(selected: Selected, n: int, words: Words, language: str) -> str:
    """How many of n are chosen, what became of them, what they lack, the groups, and the lowest and highest tenth of risk."""
    separator = translate("figures.list_separator", language)
    groups = separator.join(_group(row, words, language) for row in selected.by_group.to_dict("records"))
    return translate(
        "linked.describe", language, n=f"{selected.n:,}", of=f"{n:,}", outcome=words.outcome, known=f"{selected.known:,}",
        events=f"{selected.events:,}", without_t=f"{selected.without_t:,}", without_risk=f"{selected.without_risk:,}",
        groups=translate("linked.describe_groups", language, group=words.group, groups=groups) if groups else "",
        calibration=_calibration(selected.calibration, language),
    )  # fmt: skip


def linked_table(selected: Selected, words: Words) -> pd.DataFrame:
    """All numbers of the part: kind (all, group, bar, tenth), name, low, high (of a bar), all, n, known, events, predicted, observed."""
    groups = selected.by_group.assign(kind="group", name=selected.by_group["group"].map(words.labels)).rename(columns={"risk": "predicted"})
    whole = {"kind": "all", "all": int(groups["all"].sum()), "n": selected.n, "known": selected.known, "events": selected.events}
    tenths = selected.calibration.assign(kind="tenth", name=selected.calibration["tenth"].astype(str))
    bars = selected.by_risk.assign(kind="bar")
    parts = (pd.DataFrame([whole]), groups, bars if selected.by_risk["all"].any() else bars.iloc[:0], tenths)
    names = ["kind", "name", "low", "high", "all", "n", "known", "events", "predicted", "observed"]
    table = pd.DataFrame([row for part in parts for row in part.to_dict("records")]).reindex(columns=names)
    counts = ["all", "n", "known", "events"]
    return table.astype(dict.fromkeys(counts, "Int64"))


def _group(row: dict[object, float], words: Words, language: str) -> str:
    share = "" if pd.isna(row["observed"]) else translate("linked.describe_share", language, share=percent(row["observed"]))
    name = words.labels[int(row["group"])]
    return translate("linked.describe_group", language, name=name, n=f"{int(row['n']):,}", all=f"{int(row['all']):,}", share=share)


def _calibration(tenths: pd.DataFrame, language: str) -> str:
    if len(tenths) < 2:
        return ""
    low, high = tenths.iloc[0], tenths.iloc[-1]
    return translate(
        "linked.describe_calibration", language, low_predicted=percent(low["predicted"]), low_observed=percent(low["observed"]),
        high_predicted=percent(high["predicted"]), high_observed=percent(high["observed"]),
    )  # fmt: skip
