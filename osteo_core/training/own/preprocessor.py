"""Z-scores and imputation of own people; those who start from a shipped network are seen on its scale."""

from __future__ import annotations

from itertools import compress

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import MODALITIES
from osteo_core.preprocessing.encode import SLICES
from osteo_core.preprocessing.mice import fit_imputer
from osteo_core.preprocessing.pipeline import Preprocessor, input_kind

Array = NDArray[np.float64]


def fit_preprocessor(raw: Array, inputs: tuple[str, ...], seed: int, start: Preprocessor | None = None) -> Preprocessor:
    """Fit on people (n, WIDTH), without outcomes.

    With `start` its z-scores are kept, since the network's weights were learned on them, and only the imputation is fitted; a field that
    the shipped network has never seen is not read.
    """
    if start is None:
        return Preprocessor.fit(raw, seed=seed, inputs=inputs)
    read = (np.isfinite(raw).sum(0) >= 2) & start.read
    names = tuple(compress(inputs, read))
    kinds = tuple(input_kind(name) for name in names)
    counted = np.array(kinds) != "continuous"
    mixed = np.where(counted, raw[:, read], start.standardiser.transform(raw)[:, read])
    groups = [modality for modality in MODALITIES for _ in range(SLICES[modality].stop - SLICES[modality].start)]
    return Preprocessor(start.standardiser, fit_imputer(mixed, kinds, names, groups=tuple(compress(groups, read)), seed=seed))
