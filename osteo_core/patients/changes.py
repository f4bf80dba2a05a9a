"""What changing some fields of a record takes away from the rest: what would only restate the old value, and so contradict the new."""

from __future__ import annotations

from typing import Any

from osteo_core.catalogue import SITES

_RESTATES = {
    "bmi": ("height_cm", "weight_kg"),
    "height_cm": ("bmi",),
    "weight_kg": ("bmi",),
    "manufacturer": tuple(f"{site}_{score}" for site in SITES for score in ("t", "z")),
}


def changed(draft: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The draft with `changes`, without the fields that only restate what was changed; the changes come first.

    Of a site's BMD, T- and Z-score a new one drops the other two, a new BMI drops height and weight, a new height or weight drops the BMI,
    a new manufacturer drops the T- and Z-scores: kept, they would contradict it. None, or an empty list, takes a field away.
    """
    moved = {name: value for name, value in changes.items() if value != draft.get(name)}
    dropped = {other for name in moved for other in _restated(name)} - moved.keys()
    rest = {name: value for name, value in draft.items() if name not in moved and name not in dropped}
    return {name: value for name, value in moved.items() if not _nothing(value)} | rest


def _nothing(value: Any) -> bool:
    return value is None or value == []


def _restated(name: str) -> tuple[str, ...]:
    for site in SITES:
        if name in (scores := tuple(f"{site}_{what}" for what in ("bmd", "t", "z"))):
            return tuple(other for other in scores if other != name)
    return _RESTATES.get(name, ())
