"""Guided steps about models: AUC from a Table 1, an outcome defined by its own input, and what accuracy an AUC allows."""

from __future__ import annotations

from typing import get_args

import numpy as np
import streamlit as st
from scipy import stats

from osteo_core.constants import SEED, STATUSES
from osteo_core.figures.base.estimates import number
from osteo_core.figures.paper.curves_and_points import Axis
from osteo_core.figures.paper.normal_groups import describe_normal_groups, normal_groups_chart, normal_groups_table
from osteo_core.figures.paper.truth_and_measurement import (
    describe_truth_and_measurement,
    truth_and_measurement_chart,
    truth_and_measurement_table,
)
from osteo_core.paper import checks
from osteo_core.paper.checks import NormalGroup
from osteo_core.paper.circularity import Definition, auc_of_test, people
from osteo_core.paper.contradictions import class_sizes
from pages._widgets.critical import steps
from pages._widgets.critical.numbers import Printed, ask
from pages._widgets.shared import charts, choice, language, parts
from pages._widgets.shared.language import Translator

_SITES = ("femoral_neck_bmd", "lumbar_spine_bmd", "total_hip_bmd")
_PEOPLE, _SEED = 400, SEED
_DXA_NOISE, _MARKER_NOISE = 0.72, 1.28
"""Noise, in SDs of true status, at which DXA alone has the paper's AUC (signal-to-noise ratio 1.93), and that of the markers (0.61)."""


def table1(tr: Translator) -> None:
    """AUC of one BMD from the means, SDs and sizes of Table 1."""
    dxa = float(str(steps.printed_row("table2_performance", "feature_combination", "DXA")["auc"]))

    def draw() -> None:
        left, right = st.columns(2)
        with left:
            site = choice.selectbox(
                tr("critical.table1.site"), _SITES, format_func=lambda s: tr(f"critical.table1.{s}"), key="critical.site",
                persist_state="session",
            )  # fmt: skip
        with right:
            factor = st.slider(tr("critical.table1.factor"), 0.5, 2.0, 1.0, 0.05, key="critical.factor", persist_state="session")
        now = steps.ask_means(f"table1.{site}", site, tr, 0.1, 2.5, 3)
        groups = {label: NormalGroup(*(now[f"{part}.{label}"] for part in ("mean", "sd", "n"))) for label in STATUSES}
        wider = {label: group._replace(sd=factor * group.sd) for label, group in groups.items()}
        implied = _auc(wider)
        try:
            having, lacking = _turned(groups)
            needed = number(checks.sd_factor_for_auc(having, lacking, dxa), 2)
        except ValueError:
            needed = "–"
        words = tr("critical.table1.result", implied=number(implied), printed=number(dxa), factor=needed)
        steps.verdict(implied <= dxa + 0.0005, words, tr, ("can", "table1.not_normal"))
        named = {steps.group(label, tr): group for label, group in wider.items()}
        axis = tr(f"critical.table1.{site}")
        figure = normal_groups_chart(named, axis, language.current(), dark=charts.dark())
        made = figure, describe_normal_groups(named, axis, language.current()), normal_groups_table(named)
        parts.drawn("critical.table1", made, tr("critical.read.table1"), tr, tallest=steps.TALLEST_UNDER_TABLE)

    steps.frame("table1", (9,), draw, tr)


def _turned(groups: dict[str, NormalGroup]) -> tuple[list[NormalGroup], list[NormalGroup]]:
    """Those with osteoporosis and the others, turned so that higher is worse."""
    turned = [groups[label]._replace(mean=-groups[label].mean) for label in STATUSES]
    return turned[2:], turned[:2]


def _auc(groups: dict[str, NormalGroup]) -> float:
    return checks.auc_from_normal_groups(*_turned(groups))


def circular(tr: Translator) -> None:
    """An outcome that is defined by one of the inputs."""
    sizes = class_sizes()
    prevalence = sizes[-1] / sum(sizes)

    def draw() -> None:
        definition: Definition = choice.radio(
            tr("critical.circular.definition"), get_args(Definition), format_func=lambda d: tr(f"critical.circular.{d}"), horizontal=True,
            key="critical.definition", persist_state="session",
        )  # fmt: skip
        left, right = st.columns(2)
        with left:
            noise = st.slider(tr("critical.circular.noise"), 0.0, 2.0, _DXA_NOISE, 0.02, key="critical.noise", persist_state="session")
        with right:
            other = st.slider(tr("critical.circular.other"), 0.2, 3.0, _MARKER_NOISE, 0.02, key="critical.other", persist_state="session")
        aucs = {
            name: auc_of_test(own, noise, definition, prevalence, itself=name == "dxa") for name, own in (("dxa", noise), ("marker", other))
        }
        sentence = tr(f"critical.circular.result_{definition}", dxa=number(aucs["dxa"]), marker=number(aucs["marker"]))
        st.markdown(sentence)
        truth, measured = people(noise, _PEOPLE, _SEED)
        drawn = truth, measured, float(stats.norm.ppf(prevalence)), definition
        figure = truth_and_measurement_chart(*drawn, language.current(), dark=charts.dark())
        made = figure, describe_truth_and_measurement(*drawn, language.current()), truth_and_measurement_table(*drawn)
        parts.drawn("critical.circular", made, tr("critical.read.circular"), tr, tallest=steps.TALLEST)

    steps.frame("circular", (10, 8), draw, tr)


def calibrated(tr: Translator) -> None:
    """The best accuracy and Brier score that go with an AUC in the normal model."""
    everything = steps.printed_row("table2_performance", "feature_combination", "All features")
    sizes = class_sizes()

    def draw() -> None:
        printed = {
            "auc": Printed(label="AUC", value=float(str(everything["auc"])), low=0.51, high=0.995, decimals=3),
            "share": Printed(
                label=tr("critical.interval.share"), value=round(100 * sizes[-1] / sum(sizes), 1), low=1.0, high=99.0, decimals=1
            ),
            "accuracy": Printed(
                label=tr("critical.calibrated.accuracy"), value=float(str(everything["accuracy_pct"])), low=0.0, high=100.0, decimals=1
            ),
            "brier": Printed(label=tr("critical.calibrated.brier"), value=float(str(everything["brier"])), low=0.0, high=1.0, decimals=3),
        }
        now = ask("calibrated", printed, tr)
        auc, share = now["auc"], now["share"] / 100
        best, least = checks.best_accuracy_of_normal_model(auc, share), checks.brier_of_normal_model(auc, share)
        fits = now["accuracy"] <= 100 * best + 0.05 and now["brier"] >= least - 0.0005
        words = tr("critical.calibrated.result", best=number(100 * best, 1), least=number(least))
        steps.verdict(fits, words, tr, ("calibrated.fits", "calibrated.better"))
        aucs = np.linspace(0.51, 0.99, 49)
        drawn = {
            tr("critical.calibrated.error"): (aucs, np.array([1 - checks.best_accuracy_of_normal_model(a, share) for a in aucs])),
            tr("critical.calibrated.floor"): (aucs, np.array([checks.brier_of_normal_model(a, share) for a in aucs])),
        }
        points = {
            tr("critical.calibrated.printed_error"): (auc, 1 - now["accuracy"] / 100),
            tr("critical.calibrated.printed_brier"): (auc, now["brier"]),
        }
        y = Axis(tr("critical.calibrated.axis"), 3)
        steps.curves("calibrated", drawn, points, Axis("AUC", 3), y, tr)

    steps.frame("calibrated", (20,), draw, tr)
