"""What a clinic would use without any training, on the same people: OST and FRAX-style."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import SITES
from osteo_core.patients.columns import Columns, harmonise
from osteo_core.scores import osta
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.training.own.circular import reads_scan
from osteo_core.training.own.table import OwnPeople
from osteo_core.training.own.tensors import Withheld

Array = NDArray[np.float64]

OST, FRAX = "ost", "frax_style"
SCORES = (OST, FRAX)


def scores(people: OwnPeople, withheld: Withheld) -> dict[str, dict[str, Array]]:
    """Outcome -> score -> (n,) numbers of which more means more risk, NaN where it cannot be worked out.

    Where the scan is withheld from the network, FRAX-style does without it too.
    """
    found: dict[str, dict[str, Array]] = {}
    for outcome, hidden in withheld.items():
        full = people.full if reads_scan(hidden) else harmonise(_without_scan(people.columns)).columns
        found[outcome] = {
            OST: -_column(osta.for_columns(full), "ost"),
            FRAX: _column(frax_style.for_columns(full), "frax_style_major"),
        }
    return found


def _without_scan(columns: Columns) -> Columns:
    names = {"manufacturer", *(f"{site}_{ending}" for site in SITES for ending in ("bmd", "t", "z"))}
    return {name: cells for name, cells in columns.items() if name not in names}


def _column(made: Columns, name: str) -> Array:
    return np.asarray(made[name], float)
