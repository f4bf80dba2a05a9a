"""What every virtual world draws: people as a table, and what is true of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class VirtualCohort:
    """`table`: one row a person, the catalogue's columns and outcomes. `truth`: what the world knows of the same people, in the same order;
    among it `p_fracture`, the ten-year probability of a major osteoporotic fracture. Each world's `draw` says what else.
    """

    table: pd.DataFrame
    truth: pd.DataFrame
    population: str

    def first(self, n: int) -> VirtualCohort:
        """The first n people."""
        return VirtualCohort(self.table.iloc[:n], self.truth.iloc[:n], self.population)
