"""The suggested mapping as a table that can be edited, and what is the same for everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from pages._widgets.data import files as data_files
from pages._widgets.shared import choice, text
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.imports.editing import Row
    from osteo_core.imports.mapping.document import Mapping
    from osteo_core.imports.planning import Plan

_CONSTANTS = ("manufacturer", "ethnicity")
_LEFT_OUT = "data.left_out"
_MAY_BE_LEFT_OUT = ("unit_open", "unit_contradicts", "two_units", "codes_open")
_EDITED = ("target", "unit", "codes")


def edit(taken: data_files.Taken, found: Plan, tr: Translator, lang: str) -> Mapping | None:
    """The table and the constants; the mapping that they say, None where something in them cannot be used (which is told)."""
    from osteo_core.imports.editing import Row, edited

    shown = _table(found, tr, lang)
    options = ["", *_targets(found)]
    labels = {name: _label(name, tr, lang) for name in options}
    st.markdown(tr("your_data.mapping_how"))
    changed = st.data_editor(
        shown, key=f"data.mapping.{taken.loads}.{lang}", hide_index=True, height=min(36 * (len(shown) + 1) + 3, 520),
        disabled=[str(name) for name in shown if name not in _EDITED], placeholder="–", alt=tr("your_data.mapping_alt"), width="stretch",
        column_config={
            "column": st.column_config.TextColumn(tr("your_data.column"), pinned=True),
            "examples": st.column_config.TextColumn(tr("your_data.examples")),
            "target": st.column_config.SelectboxColumn(
                tr("your_data.target"), options=options, format_func=lambda name: labels[str(name)], width="medium"
            ),
            "unit": st.column_config.TextColumn(tr("your_data.unit"), width="small"),
            "codes": st.column_config.TextColumn(tr("your_data.codes"), help=tr("your_data.codes_help")),
            "confidence": st.column_config.NumberColumn(tr("your_data.confidence"), format="%.2f", width=96),
            "reason": st.column_config.TextColumn(tr("your_data.reason"), width="large"),
        },
    )  # fmt: skip
    constants = _constants(taken, found, tr, lang)
    rows = [
        Row(column=str(row["column"]), examples="", target=_cell(row["target"]), unit=_cell(row["unit"]), codes=_cell(row["codes"]))
        for row in changed.to_dict("records")
    ]
    before = _rows(found)
    rows = [
        Row(column=r.column, examples=b.examples, target=r.target, unit=r.unit, codes=r.codes) for r, b in zip(rows, before, strict=True)
    ]
    left_out = _left_out(taken)
    if rows == before and constants == dict(found.mapping.constants) and not left_out:
        return found.mapping
    try:
        mapping = edited(found, rows, constants)
        return replace(mapping, accepted=tuple(dict.fromkeys((*mapping.accepted, *left_out))))
    except InvalidInput as refused:
        st.error(text.listed(refused.problems))
        return None


def offer_to_leave_out(taken: data_files.Taken, findings: list[dict[str, Any]], tr: Translator, lang: str) -> None:
    """A button for each column whose unit or codes are open: whoever does not know them either leaves it out."""
    asked = [each for each in findings if each["open"] and each["kind"] in _MAY_BE_LEFT_OUT]
    with st.container(horizontal=True, gap="small"):
        for each in asked:
            st.button(
                tr("your_data.leave_out", field=_label(each["field"], tr, lang)), key=f"data.leave_out.{each['kind']}.{each['field']}",
                on_click=_leave_out, args=(taken, f"{each['kind']}:{each['field']}"),
            )  # fmt: skip


def _left_out(taken: data_files.Taken) -> tuple[str, ...]:
    left_out: tuple[str, ...] = st.session_state.get(f"{_LEFT_OUT}.{taken.loads}", ())
    return left_out


def _leave_out(taken: data_files.Taken, name: str) -> None:
    st.session_state[f"{_LEFT_OUT}.{taken.loads}"] = (*_left_out(taken), name)


def _rows(found: Plan) -> list[Row]:
    from osteo_core.imports.editing import rows_of

    return rows_of(found)


def _cell(value: object) -> str:
    return "" if value is None or value != value else str(value)


def _table(found: Plan, tr: Translator, lang: str) -> pd.DataFrame:
    from osteo_core.imports.report import columns, proposed

    mapped = {line["source"]: line for line in reversed(columns(found, lang))}
    thought = {line["source"]: line for line in proposed(found, lang)}
    rows = []
    for row in _rows(found):
        line = mapped.get(row.column) or thought.get(row.column)
        reason = "" if line is None else line["reason"]
        if line is not None and row.column not in mapped:
            reason = tr("your_data.may_be", field=_label(line["target"], tr, lang), reason=reason)
        confidence = None if line is None else line["confidence"]
        rows.append(
            {
                "column": row.column, "examples": row.examples, "target": row.target, "unit": row.unit, "codes": row.codes,
                "confidence": confidence, "reason": reason,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _targets(found: Plan) -> list[str]:
    """What a column may become: the catalogue's fields but the SNPs, which few tables have, unless this one does; ids, dates, groups."""
    from osteo_core.imports.editing import OWN
    from osteo_core.imports.mapping.document import OUTCOMES
    from osteo_core.patients.tables.header import table_features

    used = {each.target for each in found.mapping.fields}
    fields = [name for name, feature in table_features().items() if feature.kind != "dosage" or name in used]
    return [*OWN, *fields, *(name for name in OUTCOMES if name != "first_visit")]


def _label(name: str, tr: Translator, lang: str) -> str:
    if not name:
        return "–"
    if name in CATALOGUE:
        return CATALOGUE[name].label_in(lang)
    return tr(f"your_data.own.{name}") if name in ("id", "first_visit", "keep") else name


def _constants(taken: data_files.Taken, found: Plan, tr: Translator, lang: str) -> dict[str, str]:
    constants = dict(found.mapping.constants)
    mapped = {each.target for each in found.mapping.fields}
    with st.container(horizontal=True, gap="medium"):
        for name in _CONSTANTS:
            if name in mapped:
                continue
            feature = CATALOGUE[name]
            options = ["", *feature.categories]

            def word(value: str, name: str = name) -> str:
                return tr("your_data.not_said") if not value else CATALOGUE[name].category_in(value, lang)

            chosen = choice.selectbox(
                tr("your_data.same_for_all", field=feature.label_in(lang)),
                options,
                key=f"data.constant.{name}.{taken.loads}",
                format_func=word,
                index=options.index(constants.get(name, "")),
            )  # fmt: skip
            constants.pop(name, None)
            if chosen:
                constants[name] = chosen
    order = list(found.mapping.constants)
    return dict(sorted(constants.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)))
