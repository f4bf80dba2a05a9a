"""The table that ships."""

from __future__ import annotations

from pathlib import Path

from osteo_core.released import reading

FILE = Path(__file__).parent / "data" / "korean_hospital.parquet"
SOURCE = "Kim & Kim, PLoS ONE 2022;17(1):e0260924 (CC BY 4.0)"


def content() -> bytes:
    """The file as it ships. Raises ArtifactError where it is missing."""
    with reading(FILE):
        return FILE.read_bytes()
