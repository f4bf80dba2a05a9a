"""What a source holds as a document: every value with what becomes of it, and the record that accepted values make."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from osteo_core.errors import Problem
from osteo_core.records.sources.found import Found
from osteo_core.records.sources.settle import Accepted


def record_document(
    values: Sequence[Found], made: Accepted | None, language: str, *, remarks: Sequence[Problem] = (), whole: bool = True
) -> dict[str, Any]:
    """As `record --format json` prints it.

    Args:
        made: of the values that were accepted; None where nobody asked for a record.
        remarks: what is worth knowing of the source.
        whole: the record stands in the document, and not in a file of its own.
    """
    document: dict[str, Any] = {"values": [value.as_document(language) for value in values]}
    if remarks:
        document["remarks"] = [remark.text(language) for remark in remarks]
    if made is not None:
        document["left_out"] = [
            {"field": value.field, "found": value.found, "reason": problem.text(language)} for value, problem in made.left_out
        ]
        if whole and made.record is not None:
            document["record"] = json.loads(made.record.to_json())
    return document
