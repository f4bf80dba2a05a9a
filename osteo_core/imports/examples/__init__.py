"""The worked example: a hospital's table exactly as it was published (its README names source and licence)."""

from __future__ import annotations

from pathlib import Path

from osteo_core.released import reading

NAME = "korea_bone_quality.csv"


def example() -> bytes:
    """969 patients of a hospital in South Korea (Kim & Kim 2022, CC BY 4.0), 25 columns as published.

    Raises ArtifactError where it is missing.
    """
    path = Path(__file__).parent / NAME
    with reading(path):
        return path.read_bytes()
