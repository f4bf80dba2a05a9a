"""Guided steps about what adds up and what lies between: counts, accuracy, means, pooled AUC."""

from __future__ import annotations

import numpy as np

from osteo_core.constants import STATUSES
from osteo_core.figures.base.estimates import number
from osteo_core.figures.paper.curves_and_points import Axis
from osteo_core.paper import checks
from osteo_core.paper.printed import printed_table, text_key
from pages._widgets.critical import steps
from pages._widgets.critical.numbers import Printed, ask, ask_table
from pages._widgets.critical.steps import MOST_PEOPLE
from pages._widgets.shared import choice
from pages._widgets.shared.language import Translator

_PERCENT = "\N{NO-BREAK SPACE}%"


def counts(tr: Translator) -> None:
    """Do the groups of Table 4 sum to the people they were judged on?"""

    def draw() -> None:
        table = printed_table("table4_subgroups").dropna(subset="n")
        divisions = list(dict.fromkeys(table["category"]))
        chosen = choice.selectbox(
            tr("critical.counts.division"), divisions, format_func=lambda d: tr(f"critical.division.{text_key(d)}"),
            key="critical.division", persist_state="session",
        )  # fmt: skip
        mine = table[table["category"] == chosen]
        named = {f"{chosen}.{r['subgroup']}": r for r in mine.to_dict("records")}
        groups = {
            key: Printed(label=tr(f"paper_tables.four.subgroup.{text_key(r['subgroup'])}"), value=r["n"], low=0.0, high=MOST_PEOPLE)
            for key, r in named.items()
        }
        told = {
            name: Printed(label=tr(f"critical.counts.{name}"), value=steps.printed_number("cohort", name), low=1.0, high=MOST_PEOPLE)
            for name in ("test", "people")
        }
        now = ask("counts", groups | told, tr)
        sums = {d: float(table.loc[table["category"] == d, "n"].sum()) for d in divisions} | {chosen: sum(now[key] for key in groups)}
        total, test, everybody = sums[chosen], now["test"], now["people"]
        steps.verdict(total == test, tr("critical.counts.result", sum=f"{total:,.0f}", test=f"{test:,.0f}", people=f"{everybody:,.0f}"), tr)
        pieces = {tr(f"critical.division.{text_key(d)}"): steps.without_interval(value) for d, value in sums.items()}
        wholes = {tr("critical.counts.test"): test, tr("critical.counts.people"): everybody}
        steps.total_chart("counts", pieces, wholes, tr("critical.counts.axis"), 0, tr)

    steps.frame("counts", (1, 6, 7), draw, tr)


def accuracy(tr: Translator) -> None:
    """Accuracy is a mean of sensitivity and specificity."""
    printed = steps.printed_row("table2_performance", "feature_combination", "Independent test set")

    def draw() -> None:
        asked = {
            name: Printed(label=tr(f"critical.accuracy.{name}"), value=float(str(printed[f"{name}_pct"])), low=0.0, high=100.0, decimals=1)
            for name in ("sensitivity", "specificity", "accuracy")
        }
        now = ask("accuracy", asked, tr)
        sensitivity, specificity, stated = now["sensitivity"], now["specificity"], now["accuracy"]
        low, high = checks.accuracy_bounds(sensitivity, specificity)
        share = checks.implied_prevalence(stated, sensitivity, specificity)
        key = "result_same" if np.isnan(share) else "result"
        words = tr(f"critical.accuracy.{key}", low=number(low, 1), high=number(high, 1), share=number(100 * share, 0))
        steps.verdict(low <= stated <= high, words, tr)
        prevalence = np.linspace(0, 100, 101)
        line = (prevalence * sensitivity + (100 - prevalence) * specificity) / 100
        drawn = {tr("critical.accuracy.follows"): (prevalence, line), tr("critical.accuracy.stated"): (prevalence, np.full(101, stated))}
        points = {tr("critical.accuracy.meet"): (100 * share, stated)} if 0 <= share <= 1 else {}
        x = Axis(tr("critical.accuracy.share"), 0, suffix=_PERCENT, upto=100)
        steps.curves("accuracy", drawn, points, x, Axis(tr("critical.accuracy.accuracy"), 1, suffix=_PERCENT), tr)

    steps.frame("accuracy", (2,), draw, tr)


def mean(tr: Translator) -> None:
    """The mean of everybody lies between the means of the groups."""

    def draw() -> None:
        stated = Printed(
            label=tr("critical.mean.stated"), value=steps.printed_number("cohort", "mean_age"), low=0.0, high=120.0, decimals=1
        )
        now = steps.ask_means("mean", "age", tr, 0.0, 120.0, 1, sds=False, stated=stated)
        means, sizes = ([now[f"{part}.{label}"] for label in STATUSES] for part in ("mean", "n"))
        weighted = checks.weighted_mean(means, sizes)
        words = tr("critical.mean.result", low=number(min(means), 1), high=number(max(means), 1), mean=number(weighted, 2))
        # Rounded to one decimal, the mean that follows and the stated one must agree.
        steps.verdict(abs(weighted - now["stated"]) <= 0.1, words, tr)
        pieces = {steps.group(label, tr): steps.without_interval(m) for label, m in zip(STATUSES, means, strict=True)}
        wholes = {tr("critical.mean.weighted"): weighted, tr("critical.mean.stated"): now["stated"]}
        steps.total_chart("mean", pieces, wholes, tr("critical.mean.axis"), 2, tr, sizes)

    steps.frame("mean", (4,), draw, tr)


def pooled(tr: Translator) -> None:
    """What pairs of people from different groups would need."""
    rows = {name: steps.printed_row("table4_subgroups", "subgroup", name) for name in ("Male", "Female")}
    overall = float(str(steps.printed_row("table2_performance", "feature_combination", "All features")["auc"]))

    def draw() -> None:
        named = {name: tr(f"paper_tables.four.subgroup.{name}") for name in rows}
        table = {
            named[k]: {
                f"auc.{k}": Printed(
                    label=tr("critical.cell", group=named[k], what="AUC"), value=float(str(r["auc"])), low=0.5, high=1.0, decimals=3
                ),
                f"n.{k}": Printed(
                    label=tr("critical.cell", group=named[k], what=tr("critical.column.n")),
                    value=float(str(r["n"])),
                    low=1.0,
                    high=MOST_PEOPLE,
                ),
            }
            for k, r in rows.items()
        }
        whole = Printed(label=tr("critical.pooled.overall"), value=overall, low=0.5, high=1.0, decimals=3)
        now = ask_table("pooled", ["AUC", tr("critical.column.n")], table | {whole.label: {"overall": whole}}, tr)
        values, n = ([now[f"{part}.{k}"] for k in rows] for part in ("auc", "n"))
        needed = checks.pooled_auc_between(now["overall"], values, n)
        average = checks.weighted_mean(values, n)
        words = {"mean": number(average), "needed": number(needed)}
        key = "cannot" if not 0 <= needed <= 1 else "above" if needed > max(values) else "within"
        steps.verdict(0 <= needed <= 1, tr(f"critical.pooled.{key}", **words), tr)
        pieces = {named[k]: steps.without_interval(v) for k, v in zip(rows, values, strict=True)} | {
            tr("critical.pooled.pairs"): steps.without_interval(needed)
        }
        wholes = {tr("critical.pooled.overall"): now["overall"], tr("critical.pooled.mean"): average}
        steps.total_chart("pooled", pieces, wholes, "AUC", 3, tr)

    steps.frame("pooled", (15,), draw, tr)
