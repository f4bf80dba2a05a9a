"""Load a trained model and ask it: `load_model(name).assess(patient)`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from osteo_core.inference.assessment import Assessment, MissingTest, Note, Outcome, Risk

if TYPE_CHECKING:
    from osteo_core.inference.model import Model

__all__ = ["Assessment", "MissingTest", "Note", "Outcome", "Risk", "load_model"]


def load_model(name: str = "fusion") -> Model:
    """A shipped model, loaded once a process: "fusion" (six modalities), "simplified" (DXA, clinical factors, turnover markers) or
    "nhanes" (real people: bone status without DXA, and the prevalent fracture in place of the 10-year one).

    Raises:
        ArtifactError: no such model, or one of its files is missing or altered.
    """
    return _loaded(name)


@lru_cache(maxsize=4)
def _loaded(name: str) -> Model:
    from osteo_core.errors import ArtifactError
    from osteo_core.inference.artifact import FOLDER, SETTINGS, available, load
    from osteo_core.inference.model import Model

    if Path(name).name != name or not name.isprintable():  # a path, not a name
        raise ArtifactError("artifact.missing", folder=name, file=SETTINGS, models=", ".join(available()) or "-")
    return Model(load(FOLDER / name))
