"""The force-plate data of the page, read and worked out once a process: published, about no patient of a session."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from osteo_core.cohorts.balance import HERTZ, load_recordings, load_trials, person_means, sway_measures


@st.cache_data(show_spinner=False, max_entries=1)
def people() -> pd.DataFrame:
    """One row a person and condition, all 163."""
    return person_means(load_trials())


@st.cache_data(show_spinner=False, max_entries=1)
def compared() -> pd.DataFrame:
    """The trials whose recordings ship: as published, and `here_area`, `here_velocity`, `here_frequency` (1.5 s to work out)."""
    names, paths = load_recordings()
    here = sway_measures(paths, HERTZ).add_prefix("here_")
    return load_trials().loc[list(names)].assign(**{str(column): here[column].to_numpy() for column in here})


def path(trial: str) -> NDArray[np.float64]:
    """The centre of pressure (1200, 2) of one trial."""
    names, paths = load_recordings()
    return paths[names.index(trial)]


def trials_of(person: int, vision: str, surface: str) -> list[str]:
    """The recordings of a person in one condition, in the order made."""
    found = load_trials().loc[list(load_recordings()[0])]
    rows = (found["person"] == person) & (found["vision"] == vision) & (found["surface"] == surface)
    return [str(name) for name in found.index[rows]]
