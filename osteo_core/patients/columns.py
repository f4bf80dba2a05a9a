"""Records as columns: what they are, whether they may be used (`check`), and what the network reads (`harmonise`)."""

from osteo_core.patients.arrays import Columns, columns_of, is_measured, n_rows
from osteo_core.patients.checks import check
from osteo_core.patients.harmonise import Flag, Harmonised, harmonise

__all__ = ["Columns", "Flag", "Harmonised", "check", "columns_of", "harmonise", "is_measured", "n_rows"]
