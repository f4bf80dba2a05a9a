"""The OpenAPI document is what the interfaces do: calls made from it get answers that it describes.

Two calls a route in the suite; `OSTEO_API_EXAMPLES=200 pytest tests/service/test_openapi.py` makes more.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from osteo_core import load_model
from osteo_core.inference.model_names import every_model
from osteo_core.service.openapi.document import document
from tests.service.calls import open_to_this_machine

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance, response_headers_conformance,
    unsupported_method,
]  # fmt: skip
schema = schemathesis.openapi.from_asgi(
    "/api/v1/openapi.json", open_to_this_machine(public_url=None, allowed_hosts=["testserver"], calls_per_minute=1e9).app
)


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """The first call of a process imports PyTorch, which is not what is asked here."""
    for name in every_model():
        load_model(name)


@schema.parametrize()
@settings(
    max_examples=int(os.environ.get("OSTEO_API_EXAMPLES", "2")),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_what_is_called_by_the_document_is_answered_by_it(case: Any) -> None:
    case.call_and_validate(checks=CHECKS, timeout=600)


def test_it_is_openapi_3_1() -> None:
    whole = document("https://osteo.example")
    assert (whole["openapi"], whole["servers"]) == ("3.1.0", [{"url": "https://osteo.example"}])
    named = ("assess", "explain", "compare", "record", "report", "version")
    hooks = ("", "/osteoporosis", "/osteoporosis/feedback")
    paths = {"/healthz", "/metrics", "/readyz", *(f"/api/v1/{name}" for name in named), *(f"/cds-services{name}" for name in hooks)}
    assert set(whole["paths"]) == paths


def test_a_hook_needs_a_token_unless_the_settings_say_otherwise() -> None:
    for without_token, first in ((False, {"hook": []}), (True, {})):
        hook = document(hooks_without_token=without_token)["paths"]["/cds-services/osteoporosis"]["post"]
        assert hook["security"][0] == first
        assert "412" in hook["responses"]


@pytest.mark.parametrize("field", ["femoral_neck_bmd", "age", "gait_speed"])
def test_it_has_the_fields_of_a_record(field: str) -> None:
    schemas = document()["components"]["schemas"]
    assert any(field in each.get("properties", {}) for each in schemas.values())
