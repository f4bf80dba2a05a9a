"""The catalogue: one table (features.toml) that says what every feature is.

Forms, JSON, tables, ranges, units, labels, help and the names in explanations all come from here.
"""

from osteo_core.catalogue.catalogue import BLOCKS, CATALOGUE, SITES, Catalogue
from osteo_core.catalogue.feature import Feature, Kind
from osteo_core.constants import MODALITIES

__all__ = ["BLOCKS", "CATALOGUE", "MODALITIES", "SITES", "Catalogue", "Feature", "Kind"]
