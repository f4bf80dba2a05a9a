"""Layers as files: JSON that a person can read, with a checksum over everything that it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from osteo_core.constants import Z95
from osteo_core.errors import InvalidInput, Problem
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.assessment import OUTCOME_COLUMN
from osteo_core.recalibration.layer import COVARIATES, CalibrationLayer, weights_sum
from osteo_core.recalibration.update_methods import INTERCEPT, LP, METHODS, UpdatedModel
from osteo_core.whole_files import check_place, whole_file

FORMAT, VERSION = "osteo calibration layer", 1
LARGEST = 1_000_000
"""Bytes of a layer's file, and more: nobody's layer is larger."""


def as_document(layer: CalibrationLayer) -> dict[str, Any]:
    """The layer as plain dicts and numbers, with its checksum."""
    updated = layer.updated
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        **({"model": layer.model} if layer.prediction is None else {"model": None, "prediction": layer.prediction}),
        "weights_sha256": weights_sum(layer.sums),
        "files_sha256": dict(layer.sums),
        "outcome": layer.outcome,
        "definition": dict(layer.definition),
        "method": layer.method,
        "coefficients": coefficients(updated),
        "intervals": intervals(updated),
        "covariance": updated.covariance.tolist(),
        "n": layer.n,
        "events": layer.events,
        "dates": dict(layer.dates),
        "procedure": dict(layer.procedure),
        "tests": dict(layer.tests),
        "before": dict(layer.before),
        "after": dict(layer.after),
    }
    return document | {"checksum": checksum(document)}


def named(layers: Iterable[CalibrationLayer]) -> str | None:
    """What layers are called where an answer is written down: outcome, method and the beginning of the checksum; None without any."""
    names = [f"{layer.outcome} {layer.method} {as_document(layer)['checksum'][:12]}" for layer in layers]
    return ", ".join(names) or None


def coefficients(updated: UpdatedModel) -> dict[str, float]:
    """Each term's coefficient."""
    return dict(zip(updated.names, updated.coefficients.tolist(), strict=True))


def intervals(updated: UpdatedModel) -> dict[str, dict[str, float]]:
    """Wald's 95 % interval of each coefficient; both ends are the coefficient where it was not estimated."""
    halves = (Z95 * np.sqrt(np.diag(updated.covariance))).tolist()
    ends = zip(updated.names, updated.coefficients.tolist(), halves, strict=True)
    return {name: {"low": value - half, "high": value + half} for name, value, half in ends}


def as_text(layer: CalibrationLayer) -> str:
    """The content of its file."""
    return json.dumps(as_document(layer), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def write_layer(layer: CalibrationLayer, path: Path) -> None:
    """Write it, whole or not at all. Raises InvalidInput where the place cannot take a file."""
    check_place(path)
    with whole_file(path) as file:
        file.write(as_text(layer).encode("utf-8"))


def read_layer(path: Path) -> CalibrationLayer:
    """A layer's file. Raises InvalidInput where it is none, or was altered."""
    if not path.is_file():
        raise InvalidInput(Problem(str(path), "layer.not_found"))
    with path.open("rb") as file:
        return from_content(file.read(LARGEST + 1), path.name)


def from_content(content: bytes, name: str) -> CalibrationLayer:
    """As `read_layer`, of a file's content; `name` is what messages call it."""
    try:
        document = json.loads(content.decode("utf-8")) if len(content) <= LARGEST else None
    except (ValueError, RecursionError):  # neither UTF-8 nor JSON, or nested without end
        document = None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InvalidInput(Problem(name, "layer.not_a_layer"))
    if document.get("version") != VERSION:
        raise InvalidInput(Problem(name, "layer.other_version", {"version": str(document.get("version")), "known": VERSION}))
    stated = document.pop("checksum", None)
    if stated != checksum(document):
        raise InvalidInput(Problem(name, "layer.altered"))
    try:
        return _layer(document)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise InvalidInput(Problem(name, "layer.not_a_layer")) from error


def require_of_model(layer: CalibrationLayer, name: str) -> None:
    """Return where the layer is a model's. Raises InvalidInput where it is a column's, whose predictions no model of ours gives."""
    if layer.prediction is not None:
        raise InvalidInput(Problem(name, "layer.of_column", {"column": layer.prediction}))


def require_fit(layer: CalibrationLayer, artifact: Artifact, name: str) -> None:
    """Return where the layer was made for this model.

    Raises:
        InvalidInput: it is for a column, another model, other weights, or an answer that the model does not give; `name` is its file.
    """
    require_of_model(layer, name)
    if layer.model != artifact.name:
        raise InvalidInput(Problem(name, "layer.other_model", {"made_for": layer.model, "model": artifact.name}))
    if layer.outcome not in artifact.withheld:
        raise InvalidInput(Problem(name, "layer.other_outcome", {"outcome": layer.outcome, "model": artifact.name}))
    if not layer.fits(artifact):
        made, here = weights_sum(layer.sums)[:12], weights_sum(artifact.sums)[:12]
        raise InvalidInput(Problem(name, "layer.other_weights", {"model": artifact.name, "made_for": made or "-", "here": here or "-"}))


def checksum(document: dict[str, Any]) -> str:
    """SHA-256 of a document in its canonical form: keys sorted, no blanks."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _layer(document: dict[str, Any]) -> CalibrationLayer:
    names = tuple(document["coefficients"])
    values = np.array([float(document["coefficients"][name]) for name in names])
    covariance = np.array(document["covariance"], float)
    known = names[:2] == (INTERCEPT, LP) and set(names[2:]) <= set(COVARIATES) and document["method"] in METHODS
    sound = covariance.shape == (len(names),) * 2 and np.isfinite(values).all() and np.isfinite(covariance).all()
    prediction = document.get("prediction")
    whose = isinstance(prediction, str) if document["model"] is None else prediction is None
    if not known or not sound or not whose or document["outcome"] not in OUTCOME_COLUMN:
        raise ValueError("not the content of a layer")
    return CalibrationLayer(
        model=str(document["model"] or ""),
        outcome=document["outcome"],
        sums={str(file): str(total) for file, total in document["files_sha256"].items()},
        updated=UpdatedModel(method=document["method"], names=names, coefficients=values, covariance=covariance),
        n=int(document["n"]),
        events=int(document["events"]),
        definition=dict(document["definition"]),
        dates={str(when): str(date) for when, date in document["dates"].items()},
        procedure=dict(document["procedure"]),
        tests=dict(document["tests"]),
        before=dict(document["before"]),
        after=dict(document["after"]),
        prediction=prediction,
    )
