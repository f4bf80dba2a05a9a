"""A trained model with its two questions: what is the risk (`assess`), and why (`explain`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from osteo_core.constants import DEFAULT_MODEL
from osteo_core.errors import ArtifactError
from osteo_core.explanation.explanation import Explanation
from osteo_core.inference.artifact import SETTINGS, load
from osteo_core.inference.assessment import Outcome
from osteo_core.inference.model_names import every_model, is_own, models_folder
from osteo_core.inference.own_models import load_own
from osteo_core.inference.predictor import Predictor, ReadRecord
from osteo_core.inference.sums import SUMS
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.patients import Patient


class Model(Predictor):
    """Risks and their explanations. A record that is asked both is read once: `assess` and `explain` take what `read` gives.

    Examples:
        >>> from osteo_core import Patient, load_model
        >>> patient = Patient.model_validate({"clinical": {"age": 71, "sex": "female"}})
        >>> round(sum(load_model().assess(patient).status.values()), 6)
        1.0
    """

    def explain(self, patient: Patient | ReadRecord, outcome: Outcome = "osteoporosis") -> Explanation:
        """Shapley values of the entered fields and of the modalities, in log-odds."""
        return self.explain_all(patient)[outcome]

    def explain_all(
        self, patient: Patient | ReadRecord, *, fields: bool = True, between: Callable[[], None] = lambda: None
    ) -> dict[Outcome, Explanation]:
        """As `osteo_core.explanation.explain.explain_all`."""
        from osteo_core.explanation.explain import explain_all

        return explain_all(self, patient, fields=fields, between=between)


def load_model(name: str = DEFAULT_MODEL) -> Model:
    """A shipped model, loaded once a process: "life" (six modalities, the world as in life, hip fractures too), "fusion" (six modalities,
    the paper's world), "simplified" (the paper's world; DXA, clinical factors, turnover markers) or "nhanes" (real people: bone status
    without DXA, and the prevalent fracture in place of the 10-year one); or one of the user's own by its name (`inference.own_models`).

    Raises:
        ArtifactError: no such model, or one of its files is missing or altered.
    """
    if Path(name).name != name or not name.isprintable():  # a path, not a name
        raise ArtifactError("artifact.missing", folder=name, file=SETTINGS, models=_names())
    if not is_own(name):
        return _loaded(name)
    # Trained anew under its name while the program runs, it is another model.
    return _loaded_own(models_folder() / name, (models_folder() / name / SUMS).stat().st_mtime_ns)


def _names() -> str:
    return ", ".join(every_model()) or "-"


@lru_cache(maxsize=4)
def _loaded(name: str) -> Model:
    return Model(load(ARTIFACTS_DIR / name))


@lru_cache(maxsize=4)
def _loaded_own(folder: Path, _stamp: int) -> Model:
    return Model(load_own(folder.name))
