"""What a training on own people is asked for, and how much work it is by default."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from osteo_core.constants import MODEL_OF_WORLD, SEED
from osteo_core.training.fold import FoldSettings

Start = Literal["life", "paper", "none"]
"""What a training starts from. Few people say little: from the shipped network as in life they only have to say where it is wrong, and the
inner folds may leave it as it is, so that is what is done where nothing else is asked for."""

OUTER, INNER, REPEATS = 5, 4, 2
"""Folds of the outer cross-validation, folds inside each training part (as many networks answer), and how often all of it is repeated.

Chosen from the time it takes: 500 people with a scan and clinical fields are 11 fits (two times five, and the one on everybody), each of
eight to twelve small networks, beside four simpler models for each outcome.
"""

RIVALS = ("logistic", "lightgbm", "ebm")
"""What the network has to beat: logistic regression, LightGBM, explainable boosting."""

FOLD = FoldSettings(batch_size=64, epochs=40, patience=6, averaging=0.95)
"""Optimiser, rate and batch size are the paper's; few people are soon learned by heart, so that most networks stop long before."""


@dataclass(frozen=True, kw_only=True)
class OwnTraining:
    """A whole training.

    Attributes:
        data: table in the catalogue's names; name: of the model.
        start: the shipped network that training starts from, or none.
        outcome, time, event, event_level: as in `recalibration.questions.Question`; None: whatever the table holds.
        without: modalities that are left out.
        one_sex: whether people of one sex alone are meant.
        repeats: of the outer cross-validation with `outer` folds, `inner` ones in each part; fold: how one network is trained.
        rivals: simpler models that are trained beside it.
        jobs: fits at a time; cluster: where Dask carries them out, in place of jobs.
    """

    data: Path
    name: str
    start: Start = "life"
    outcome: str | None = None
    time: str | None = None
    event: str | None = None
    event_level: str | None = None
    without: tuple[str, ...] = ()
    one_sex: bool = False
    repeats: int = REPEATS
    outer: int = OUTER
    inner: int = INNER
    rivals: tuple[str, ...] = RIVALS
    seed: int = SEED
    fold: FoldSettings = field(default_factory=lambda: FOLD)
    jobs: int = 2
    cluster: str | None = None
    command: str = ""

    @property
    def start_model(self) -> str | None:
        """The shipped model that it starts from."""
        return None if self.start == "none" else MODEL_OF_WORLD[self.start]

    def settings(self) -> dict[str, Any]:
        """All that the result depends on beside the table; what only says how the work is shared out is left out."""
        return {k: v for k, v in asdict(self).items() if k not in ("data", "name", "jobs", "cluster", "command")}
