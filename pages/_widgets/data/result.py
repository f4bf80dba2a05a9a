"""What an import gives: what was found, who came in and who did not, and the three files to take home."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.csv_text import defused
from osteo_core.figures.base.estimates import MINUS
from pages._widgets.data import files as data_files
from pages._widgets.shared import charts, text
from pages._widgets.shared.language import Translator
from pages._widgets.shared.output import saving
from pages._widgets.shared.own import tables as own_tables

if TYPE_CHECKING:
    from osteo_core.imports.mapping.document import Mapping

_SHOWN = 10
_PEOPLE = "people.parquet"


@dataclass(frozen=True)
class Result:
    """The report, the mapping's document, and the people as Parquet (None while something is undecided)."""

    report: dict[str, Any]
    mapping: str
    people: bytes | None = field(repr=False)


def imported(taken: data_files.Taken, mapping: Mapping, accept: bool, lang: str) -> Result:
    """The import of the session's files by a mapping, done once for each mapping and decision."""
    from osteo_core.imports.mapping.toml_text import toml_text

    suggested = data_files.suggested(taken, lang)
    own = mapping is not suggested.mapping
    key = ("result", taken.loads, toml_text(mapping), accept, lang)
    made: Result = data_files.kept(key, lambda: _import(taken, mapping if own else None, accept, lang))
    if made.people is None:
        own_tables.withdraw("data")
    elif not taken.is_example:
        own_tables.offer("data", key, _PEOPLE, made.people)
    return made


def _import(taken: data_files.Taken, mapping: Mapping | None, accept: bool, lang: str) -> Result:
    from osteo_core.imports.carrying_out import carry_out, decide
    from osteo_core.imports.mapping.toml_text import toml_text
    from osteo_core.imports.planning import planned, used_mapping
    from osteo_core.imports.report import report

    found = planned(taken.opened, taken.sampled, mapping=mapping, accept=accept, language=lang)
    people = io.BytesIO()
    outcome = carry_out(found, people)
    document = toml_text(used_mapping(found, outcome.findings))
    return Result(report(found, outcome, lang), document, None if decide(found, outcome) else people.getvalue())


def show_findings(result: Result, tr: Translator) -> None:
    """Each finding in a line, those to be decided first."""
    found = sorted(result.report["findings"], key=lambda each: not each["open"])
    if not found:
        st.markdown(tr("your_data.no_findings"))
        return
    lines = [f"- {'**' + tr('your_data.open') + '** ' if each['open'] else ''}{text.as_text(each['text'])}" for each in found]
    st.markdown("\n".join(lines))


def show_people(result: Result, tr: Translator, lang: str) -> None:
    """Rows in, refused by field, people; and what they have of each field."""
    flow = result.report["flow"]
    st.markdown(
        tr("your_data.flow", rows_in=f"{flow['rows_in']:,}", refused=f"{result.report['refused_rows']:,}", people=f"{flow['people']:,}")
    )
    if flow["refused_by_field"]:
        counts = flow["refused_by_field"].items()
        lines = [f"- {tr('errors.at_field', where=_label(name, lang), sentence=f'{count:,}')}" for name, count in counts]
        st.markdown("\n".join([tr("your_data.refused_by_field"), "", *lines]))
    refused = result.report["refused"]
    if refused:
        with st.expander(tr("your_data.refused_rows", n=f"{len(refused):,}")):
            st.markdown("\n".join(f"- {_refused(each, tr, lang)}" for each in refused[:_SHOWN]))
            table = pd.DataFrame(refused).map(defused)
            charts.numbers(table, "your-data-refused.csv", tr, "numbers.data.refused")
    fields = result.report["fields"]
    rows = [
        {
            tr("your_data.target"): _label(name, lang),
            tr("your_data.known"): f"{each['n']:,}",
            tr("your_data.missing"): f"{each['missing']:,}",
            tr("your_data.range"): _range(name, each, tr, lang),
            tr("your_data.unit"): _unit(name, each, lang),
        }
        for name, each in fields.items()
    ]
    if rows:
        st.table(pd.DataFrame(rows).set_index(tr("your_data.target")))


def downloads(result: Result, tr: Translator) -> None:
    """The mapping, the report, and the people where nothing is left to decide."""
    from osteo_core.imports.report import report_text

    people, mapping = result.people, result.mapping
    with st.container(horizontal=True, gap="small"):
        if people is not None:
            saving.button(
                tr("your_data.get_people"), lambda: people, _PEOPLE, "application/vnd.apache.parquet", key="data.people",
                look="secondary",
            )  # fmt: skip
        saving.button(tr("your_data.get_mapping"), lambda: mapping, "people.mapping.toml", "application/toml", key="data.document")
        saving.button(
            tr("your_data.get_report"), lambda: report_text(result.report), "people.report.json", saving.JSON, key="data.report"
        )  # fmt: skip


def _refused(each: dict[str, Any], tr: Translator, lang: str) -> str:
    return text.as_text(tr("your_data.row", row=each["row"], field=_label(each["field"], lang), text=each["text"]))


def _range(name: str, each: dict[str, Any], tr: Translator, lang: str) -> str:
    if "yes" in each:
        return tr("your_data.yes_of", yes=f"{each['yes']:,}", percent=f"{100 * each['yes'] / each['n']:.0f}")
    if "range" in each:
        low, high = (f"{value:g}".replace("-", MINUS) for value in each["range"])
        return tr("your_data.from_to", low=low, high=high)
    feature = CATALOGUE.get(name)
    words = [feature.category_in(value, lang) if feature and value in feature.categories else value for value in each.get("values", {})]
    return text.as_text(tr("errors.list_separator").join(words[:4]))


def _unit(name: str, each: dict[str, Any], lang: str) -> str:
    """The unit as the language writes it; a symbol is the same in all."""
    unit = each["unit"] or ""
    return CATALOGUE[name].unit_in(lang) if name in CATALOGUE and unit == CATALOGUE[name].unit else unit


def _label(name: str, lang: str) -> str:
    return CATALOGUE[name].label_in(lang) if name in CATALOGUE else text.as_text(name) or "–"
