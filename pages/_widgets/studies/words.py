"""The cohort's groups and fields in words, and the choice between them."""

from __future__ import annotations

from collections.abc import Sequence

from osteo_core.catalogue import CATALOGUE
from osteo_core.stored.cohort_study import GROUPINGS
from pages._widgets.shared import choice, language, parts
from pages._widgets.shared.language import Translator


def group(grouping: str, name: str, tr: Translator) -> str:
    """One group of a grouping."""
    if grouping == "status":
        return tr(f"figures.status.{name}")
    if grouping in CATALOGUE and name in CATALOGUE[grouping].categories:
        return CATALOGUE[grouping].category_in(name, language.current())
    return tr(f"cohort_page.group.{name}") if name in GROUPINGS.get(grouping, ()) else name


def field(name: str, tr: Translator) -> str:
    """A field, or a yes/no made of one (`female`)."""
    return CATALOGUE[name].label_in(language.current()) if name in CATALOGUE else tr(f"cohort_page.field.{name}")


def choose_covariates(part: str, offered: Sequence[str], start: Sequence[str], tr: Translator) -> tuple[str, ...]:
    """Covariates the reader chooses for a part of the page, in the order offered."""
    chosen = choice.multiselect(
        tr(f"cohort_page.{part}.covariates"), offered, default=start, format_func=lambda name: field(name, tr),
        key=f"cohort.{part}.covariates", persist_state="session",
    )  # fmt: skip
    return tuple(name for name in offered if name in chosen)


def p_stated(value: float) -> str:
    """A P value after the word "P": "= 0.012" or "<0.001"."""
    text = parts.p_value(value)
    return text if text.startswith("<") else f"= {text}"
