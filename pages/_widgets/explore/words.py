"""Names of groups and of their labels; what came from a file is harmless to show and stays as it is."""

from __future__ import annotations

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import STATUSES
from osteo_core.evaluation.linked.cells import NOT_KNOWN, OTHERS, Cells
from osteo_core.evaluation.linked.people import AGE_BANDS
from osteo_core.evaluation.uploads.plain_names import distinct_plain_names
from osteo_core.figures.linked.charts import Words
from pages._widgets.shared import language
from pages._widgets.shared.language import Translator

_SEXES, _ANSWERS = ("female", "male"), ("yes", "no")
ORDER: dict[str, tuple[str, ...]] = {
    "sex": _SEXES,
    "age_band": tuple(AGE_BANDS),
    "status": STATUSES,
    "ethnicity": CATALOGUE["ethnicity"].categories,
    "prior_fracture": _ANSWERS,
}
"""Groups that the program makes, and their labels in the order shown."""


def column(name: str, tr: Translator) -> str:
    """What a group is called."""
    if name == "prior_fracture":
        return CATALOGUE[name].label_in(language.current())
    return tr(f"performance.column_of.{name}") if name in ORDER else distinct_plain_names([name])[name]


def words(cells: Cells, group: str, outcome: str, tr: Translator) -> Words:
    """The words of a group: no two labels look alike."""
    named = [_label(group, label, tr) for label in cells.labels]
    extra = {NOT_KNOWN: tr("linked.not_known"), OTHERS: tr("linked.others", n=cells.others)}
    labels: dict[int, str] = {}
    for place, name in [*enumerate(named), *((place, extra[place]) for place in (OTHERS, NOT_KNOWN))]:
        again = sum(name == other or other.startswith(f"{name} (") for other in labels.values())
        labels[place] = f"{name} ({again + 1})" if name in labels.values() else name
    return Words(outcome=outcome, group=column(group, tr), labels=labels)


def _label(group: str, label: str, tr: Translator) -> str:
    if label not in ORDER.get(group, ()):
        return distinct_plain_names([label])[label]
    if group == "ethnicity":
        return CATALOGUE[group].category_in(label, language.current())
    if group == "age_band":
        return tr(f"explore.age_band.{label}")
    return tr(f"explore.{label}" if group == "prior_fracture" else f"performance.label.{label}")
