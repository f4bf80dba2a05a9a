"""What was typed and is not used: named above every result that leaves it out."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import Problem
from pages._widgets.shared import language, record, text
from pages._widgets.shared.language import Translator


def show(tr: Translator) -> None:
    """The fields that are refused and why; nothing where all that was entered counts."""
    current = record.current()
    if current.problems:
        title = tr("fields.incomplete" if current.patient is None else "fields.left_out")
        st.warning(f"{title}\n\n{text.listed(lines(current.reasons, tr) or _lacking(current))}")


def lines(reasons: dict[str, Problem], tr: Translator) -> list[str]:
    """One sentence a field that is left out, in the catalogue's order; a problem that names another field is put behind its label."""
    lang, found = language.current(), []
    for feature in CATALOGUE:
        problem = reasons.get(feature.name)
        if problem is None:
            continue
        told = record.sentence(problem, lang)
        named = problem.where == feature.path or problem.where.startswith(f"{feature.path}.")
        found.append(told if named else tr("fields.not_used", label=feature.label_in(lang), sentence=told))
    return found


def names(fields: Collection[str], tr: Translator) -> str:
    """The labels of fields that are left out, for one line: ten at most, and how many more there are."""
    labels = [f.label_in(language.current()) for f in CATALOGUE if f.name in fields]
    rest = len(labels) - text.MOST
    shown = tr("figures.list_separator").join(labels[: text.MOST])
    return f"{shown} {tr('fields.more', n=rest)}" if rest > 0 else shown


def _lacking(current: record.Record) -> list[str]:
    return [record.sentence(problem, language.current()) for problem in current.lacks]
