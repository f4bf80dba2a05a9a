"""`next-test PATIENT.json`: which missing test could change the decision at a threshold, and what it would bring."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.output import put, put_json
from osteo_core.constants import DEFAULT_MODEL
from osteo_core.translations import translate

if TYPE_CHECKING:
    from osteo_core.next_test.estimate import NextTest


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("next-test", run)
    parser.add_argument("patient", metavar="PATIENT.json", type=Path, help=commands.text("patient"))
    parser.add_argument("--threshold", type=float, required=True, metavar="P", help=commands.text("next_threshold"))
    parser.add_argument("--outcome", choices=("osteoporosis", "fracture"), default="osteoporosis", help=commands.text("next_outcome"))
    parser.add_argument("--model", default=DEFAULT_MODEL, metavar="NAME", help=commands.text("model"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Rank the missing modalities by what measuring them would bring, and print them as text or JSON."""
    require_file(options.patient)
    from osteo_core import Patient, load_model
    from osteo_core.next_test.estimate import next_tests

    patient = Patient.from_json(options.patient)
    tests = next_tests(load_model(options.model), patient, options.threshold, options.outcome)
    if options.format == "json":
        put_json({"tests": [as_document(test) for test in tests]})
    else:
        put(as_text(tests, options.language))
    return DONE


def as_document(test: NextTest) -> dict[str, Any]:
    """The contract's JSON of one test."""
    return {"modality": test.modality, "p_change": test.p_change, "gain_per_1000": test.gain, "low": test.low, "high": test.high}


def as_text(tests: list[NextTest], language: str) -> str:
    """One test a line, the best first, and whose numbers they are."""
    from osteo_core.catalogue import CATALOGUE

    if not tests:
        return translate("next_test.complete", language)
    lines = [
        translate(
            "next_test.line",
            language,
            modality=CATALOGUE.modality_label(test.modality, language),
            change=f"{100 * test.p_change:.0f}",
            **{name: f"{getattr(test, name):.1f}" for name in ("gain", "low", "high")},
        )
        for test in tests
    ]
    if not any(test.p_change > 0 for test in tests):
        lines.insert(0, translate("next_test.none", language))
    return "\n".join([*lines, translate("next_test.whose", language)])
