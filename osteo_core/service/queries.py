"""The parameters of a call's address: none that is not known, each at most once, each with a value that is allowed."""

from __future__ import annotations

from collections import Counter

from starlette.requests import Request

from osteo_core.constants import DEFAULT_MODEL
from osteo_core.inference.model_names import every_model
from osteo_core.service.refusals import Refused


def only(request: Request, *known: str) -> None:
    """Return where the address has no other parameters, and none twice.

    Raises:
        Refused: 422. An answer that left out what was asked for would look like the answer to it.
    """
    counts = Counter(name for name, _ in request.query_params.multi_items())
    if unknown := [name for name in counts if name not in known]:
        raise Refused(422, "unknown_parameter", names=", ".join(unknown), allowed=", ".join(known) or "–")
    if twice := [name for name, count in counts.items() if count > 1]:
        raise Refused(422, "parameter_twice", names=", ".join(twice))


def one_of(request: Request, name: str, allowed: tuple[str, ...], otherwise: str | None) -> str | None:
    """A parameter of the address. Raises Refused for a value that is not `allowed`."""
    value = request.query_params.get(name)
    if value is None:
        return otherwise
    if value not in allowed:
        raise Refused(422, "parameter", name=name, value=value, allowed=", ".join(allowed))
    return value


def whole_number(request: Request, name: str, most: int) -> int:
    """A whole number of the address, 0 where it is not there. Raises Refused for anything that is not 0 to `most`."""
    value = request.query_params.get(name, "0")
    if not (value.isascii() and value.isdecimal() and len(value) <= 9 and int(value) <= most):
        raise Refused(422, "parameter", name=name, value=value, allowed=f"0 … {most}")
    return int(value)


def model(request: Request) -> str:
    """The model that a call asks. Raises Refused for one that is not there."""
    name = request.query_params.get("model", DEFAULT_MODEL)
    if name not in every_model():
        raise Refused(422, "model", name=name, allowed=", ".join(every_model()))
    return name
