"""The header of a table of patients: which column is which feature, which are somebody else's, and which are misspelt."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.errors import InvalidInput, Problem

# Columns that a table may carry and that are not read as a patient's data: identity, source, outcomes and survey design.
PASS_THROUGH = frozenset((
    "id", "source", "first_visit", "follow_up_months", "status", "fracture_10y", "fracture_time", "fracture_event",
    "volume_seed", "series_seed", "told_osteoporosis", "treated_osteoporosis", "cycle", "survey_weight", "survey_psu",
    "survey_strata", "mort_status_2015", "mort_leading_cause", "mort_months_from_exam",
))  # fmt: skip
_PASS_THROUGH_ENDINGS = ("_seed",)
MOST_NAMED = 10
_NEARLY = 0.75
"""Least `difflib.SequenceMatcher.ratio` of a misspelt name to the intended one: "femoral_neck_bdm" has 0.94, "vitamin_d" 0.78."""
_SHORT = 4
"""Letters of a name that is part of too many words: only what begins with it ("ages") or has just its letters ("aeg") is misspelt."""
_RSID = re.compile(r"rs\d+")
_LONGEST = 40


@cache
def table_features() -> dict[str, Feature]:
    """Every feature that can be a table's column: what a person may enter, but for measured volumes and series."""
    return {feature.name: feature for feature in CATALOGUE.features if feature.enterable and feature.kind != "array"}


def known_columns(file: str, header: Sequence[str], *, strict: bool = False) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each known column stands, by its name in the catalogue, and the names of the others ("" for those without one).

    Capitals do not matter, and blanks, hyphens and points may stand for underscores ("Femoral Neck T", R's "femoral.neck.t").

    Raises:
        InvalidInput: a known column twice; a name that is nearly a known one which the table lacks; no column of the catalogue at all;
            with `strict`, any column that is not known. At most ten are named.
    """
    names = [_as_the_catalogue_writes(name) for name in header]
    places = {name: place for place, name in enumerate(names) if _is_known(name)}
    others = [(place, name) for place, name in enumerate(names) if not _is_known(name)]
    problems = [
        Problem(where=file, key="tables.repeated_column", params={"column": name})
        for name, times in Counter(names).items()
        if times > 1 and name in places
    ]
    problems += _misspelt(file, header, others, places) + (_unknown(file, header, others) if strict else [])
    if not problems and not any(name in table_features() for name in places):
        problems.append(Problem(where=file, key="tables.no_feature_column", params={"names": named(header)}))
    if problems:
        raise InvalidInput(problems)
    return places, tuple(header[place].strip() for place, _ in others)


def named(names: Sequence[str]) -> str:
    """The first ten names, short enough for one line, and how many more there are."""
    more = f" … (+{len(names) - MOST_NAMED})" if len(names) > MOST_NAMED else ""
    return ", ".join(f'"{shortened(name)}"' for name in names[:MOST_NAMED]) + more


def shortened(name: str) -> str:
    """A name without control characters, of at most forty letters."""
    text = "".join(letter if letter.isprintable() else " " for letter in name)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _as_the_catalogue_writes(name: str) -> str:
    return re.sub(r"[\s.-]+", "_", name.strip().lower())


def _is_known(name: str) -> bool:
    return name in table_features() or name in PASS_THROUGH or name.endswith(_PASS_THROUGH_ENDINGS)


def _misspelt(file: str, header: Sequence[str], others: list[tuple[int, str]], places: dict[str, int]) -> list[Problem]:
    absent = [name for name in table_features() if name not in places]
    problems = []
    for place, name in others:
        if nearest := _nearest(name, absent):
            params = {"column": shortened(header[place].strip()), "nearest": ", ".join(nearest)}
            problems.append(Problem(where=file, key="tables.unknown_column_nearest", params=params))
    return problems


def _nearest(name: str, absent: list[str]) -> list[str]:
    """The known names that this one seems to be meant for. One rsID differs from another by a digit: it is no misspelt one."""
    if _RSID.fullmatch(name) or not 2 <= len(name) <= _LONGEST:
        return []
    near = difflib.get_close_matches(name, absent, n=3, cutoff=_NEARLY)
    anagrams = [known for known in absent if len(known) == len(name) and sorted(known) == sorted(name)]
    return list(dict.fromkeys([*anagrams, *(known for known in near if len(known) > _SHORT or name.startswith(known))]))


def _unknown(file: str, header: Sequence[str], others: list[tuple[int, str]]) -> list[Problem]:
    if not others:
        return []
    names = [header[place].strip() for place, _ in others]
    return [Problem(where=file, key="tables.unknown_columns", params={"count": len(names), "names": named(names)})]
