"""The scan's part of a report: BMD, T and Z of each site with the people they refer to, and the WHO category."""

from __future__ import annotations

import numpy as np

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.patients import Patient
from osteo_core.reports.document import Heading, Part, Table, Text
from osteo_core.reports.wording import bmd, say, score
from osteo_core.translations import translate


def densitometry(patient: Patient, language: str) -> tuple[Part, ...]:
    """Heading, table of the measured sites, the category; without a scan the sentence that says so."""
    heading = Heading(say("dxa.title", language))
    full = patient.harmonised()
    row = {name: column[0] for name, column in full.columns.items()}
    sites = [site for site in SITES if not (np.isnan(row[f"{site}_bmd"]) and np.isnan(row[f"{site}_t"]))]
    if not sites:
        return heading, Text(say("dxa.none", language))

    def cell(name: str) -> str:
        value = row[name]
        if np.isnan(value):
            return say("none", language)
        text = bmd(float(value)) if name.endswith("_bmd") else score(float(value))
        return text + (say("dxa.derived_mark", language) if full.derived[name][0] else "")

    maker = row["manufacturer"]
    table = Table(
        caption=say("dxa.caption", language, maker=CATALOGUE["manufacturer"].category_in(maker, language)) if maker else "",
        head=tuple(say(f"dxa.{name}", language) for name in ("site", "bmd", "t", "z")),
        rows=tuple(
            (translate(f"reports.site.{site}", language), *(cell(f"{site}_{kind}") for kind in ("bmd", "t", "z"))) for site in sites
        ),
        widths=(3, 2, 1.4, 1.4),
        numbers=(1, 2, 3),
    )
    category = Text(say("dxa.who", language, category=patient.who_category().text(language)), "strong")
    return heading, table, category, Text(say("dxa.reference", language), "small")
