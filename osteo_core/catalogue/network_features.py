"""The exact inputs of the network, as columns of a harmonised table, in their order."""

from __future__ import annotations

from osteo_core.catalogue.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES

NETWORK_FEATURES: dict[str, tuple[str, ...]] = {
    modality: tuple(feature.name for feature in CATALOGUE.of(modality) if feature.network) for modality in MODALITIES
}
"""Modality -> its network inputs."""

NETWORK_COLUMNS: tuple[str, ...] = tuple(name for names in NETWORK_FEATURES.values() for name in names)
"""All network inputs, modality after modality."""

ENTERED_NAME: dict[str, str] = {name: CATALOGUE[name].entered_as or name for name in NETWORK_COLUMNS}
"""Network input -> the field that a person enters for it (femoral_neck_sbmd -> femoral_neck_bmd)."""
