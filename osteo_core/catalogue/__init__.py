"""The catalogue: one table (features.toml) that says what every feature is.

Forms, JSON, tables, ranges, units, labels, help and the names in explanations all come from here.
"""

from osteo_core.catalogue.catalogue import BLOCKS, CATALOGUE, MODALITIES, SITES, Catalogue
from osteo_core.catalogue.feature import Feature, Kind

__all__ = ["BLOCKS", "CATALOGUE", "MODALITIES", "SITES", "Catalogue", "Feature", "Kind"]
