"""`validate TABLE`: a model, or a column of predictions, judged on a hospital's own people."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from osteo_core.cli.arguments import DONE, Commands
from osteo_core.cli.evaluate import threshold
from osteo_core.cli.inputs import hospital_table, layers
from osteo_core.cli.output import put, put_json
from osteo_core.translations import translate


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("validate", run)
    parser.add_argument("table", metavar="TABLE", type=Path, help=commands.text("table"))
    judged = parser.add_mutually_exclusive_group(required=True)
    judged.add_argument("--model", metavar="NAME", help=commands.text("model"))
    judged.add_argument("--prediction", metavar="COLUMN", help=commands.text("hospital_prediction"))
    hospital_table.add_options(parser, commands)
    parser.add_argument("--scores", action="store_true", help=commands.text("hospital_scores"))
    parser.add_argument("--threshold", type=threshold(commands.language), default=0.2, metavar="P", help=commands.text("threshold"))
    parser.add_argument("--layer", type=Path, metavar="LAYER.json", help=commands.text("validate_layer"))
    parser.set_defaults(refuse=parser.error)
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Judge and print the answer as text or JSON."""
    if not 0 < options.threshold < 1:
        options.refuse(translate("cli.evaluate.not_a_threshold", options.language, value=f"{options.threshold:g}"))
    from osteo_core import load_model
    from osteo_core.recalibration.layer_files import named
    from osteo_core.recalibration.questions import Question
    from osteo_core.recalibration.validate import validate
    from osteo_core.scores.beside import screening_scores

    model = None if options.model is None else load_model(options.model)
    question = Question(outcome=options.outcome, answer=options.answer, time=options.time, event=options.event)
    asked_now = question.answer_of(model) == "osteoporosis"
    scores = screening_scores(None if options.scores else ("ost",)) if asked_now else {}
    people = layers.over_column(hospital_table.read(options, layers.named_over(model, options), scores), options)
    document = validate(people, scores, threshold=options.threshold, language=options.language)
    document["warnings"] = [*layers.validated(model, people, options.language), *document["warnings"]]
    if people.layer is not None:
        document["layer"] = named((people.layer,))
    if options.format == "json":
        put_json(document)
    else:
        put(as_text(document, options.language))
    return DONE


def as_text(document: dict[str, Any], language: str) -> str:
    """Who these people are and whether they are enough, then what `evaluate` says."""
    from osteo_core.cli.texts.evaluate_text import as_text as evaluated

    def say(key: str, **params: Any) -> str:
        return translate(f"cli.hospital.{key}", language, **params)

    table, membership, spread = document["table"], document["case_mix"]["membership"], document["case_mix"]["linear_predictor"]
    lines = [say("rows", **{name: f"{table[name]:,}" for name in ("rows", "refused", "outcome_unknown", "used")})]
    lines += [f"  {line}" for line in table["problems"]]
    if membership["auc"] is not None:
        lines.append(say("membership", auc=f"{membership['auc']['estimate']:.3f}"))
    if spread["ratio"] is not None:
        lines.append(say("spread", sd=f"{spread['sd']:.2f}", learned=f"{spread['sd_learned_from']:.2f}"))
    lines += [document["sample_size"]["text"]]
    if "monitoring" in document:
        chart = document["monitoring"]
        lines.append(say("monitoring", months=len(chart["months"]), alarms=chart["alarms"]))
    return "\n".join([*lines, "", evaluated(document, language)])
