"""`next-test PATIENT.json`: which missing test could change the decision at a threshold, and what it would bring."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.inputs import layers
from osteo_core.cli.output import put, put_json
from osteo_core.translations import translate

if TYPE_CHECKING:
    from osteo_core.next_test.estimate import NextTest


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("next-test", run)
    parser.add_argument("patient", metavar="PATIENT.json", type=Path, help=commands.text("patient"))
    parser.add_argument("--threshold", type=float, required=True, metavar="P", help=commands.text("next_threshold"))
    parser.add_argument("--outcome", choices=("osteoporosis", "fracture"), default="osteoporosis", help=commands.text("next_outcome"))
    parser.add_argument("--model", metavar="NAME", help=commands.text("model"))
    layers.add_options(parser, commands)
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Rank the missing modalities by what measuring them would bring, and print them as text or JSON."""
    require_file(options.patient)
    from osteo_core import Patient, load_model
    from osteo_core.next_test.estimate import next_tests
    from osteo_core.recalibration.layer_files import named

    patient = Patient.from_json(options.patient)
    model = load_model(layers.model_name(options))
    under = layers.under_layers(model, options)
    used = () if under is None else tuple(layer for layer in under.layers.values() if layer.outcome == options.outcome)
    tests = next_tests(model, patient, options.threshold, options.outcome, layers=used)
    if options.format == "json":
        put_json({"tests": [as_document(test) for test in tests]} | ({"layer": named(used)} if used else {}))
    else:
        told = translate("cli.hospital.under_layer", options.language, model=model.name, outcomes=options.outcome)
        put("\n".join([as_text(tests, options.threshold, options.language), *([told] if used else [])]))
    return DONE


def as_document(test: NextTest) -> dict[str, Any]:
    """The contract's JSON of one test."""
    return {"modality": test.modality, "p_change": test.p_change, "gain_per_1000": test.gain, "low": test.low, "high": test.high}


def as_text(tests: list[NextTest], threshold: float, language: str) -> str:
    """One test a line, the best first, and whose numbers they are."""
    from osteo_core.catalogue import CATALOGUE
    from osteo_core.next_test.words import risk_today

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
    return "\n".join([*lines, risk_today(tests[0], threshold, language), translate("next_test.whose", language)])
