"""`update TABLE`: a model's answer, or a column of predictions, updated on a hospital's people, as a calibration layer."""

from __future__ import annotations

import argparse
from pathlib import Path

from osteo_core.cli.arguments import DONE, Commands
from osteo_core.cli.inputs import hospital_table, layers
from osteo_core.cli.output import complain, put, put_json
from osteo_core.translations import translate

METHODS = ("auto", "none", "intercept", "logistic", "revision")


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("update", run)
    parser.add_argument("table", metavar="TABLE", type=Path, help=commands.text("table"))
    updated = parser.add_mutually_exclusive_group(required=True)
    updated.add_argument("--model", metavar="NAME", help=commands.text("model"))
    updated.add_argument("--prediction", metavar="COLUMN", help=commands.text("update_prediction"))
    hospital_table.add_options(parser, commands)
    parser.add_argument("--method", choices=METHODS, default="auto", help=commands.text("update_method"))
    parser.add_argument("--out", required=True, type=Path, metavar="LAYER.json", help=commands.text("update_out"))
    parser.add_argument("--format", choices=("text", "json"), default="json", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Write the layer, and print the tests, the coefficients and what they are worth."""
    from osteo_core import load_model
    from osteo_core.recalibration.layer_files import write_layer
    from osteo_core.recalibration.make_layer import make_layer
    from osteo_core.whole_files import check_place

    check_place(options.out)
    model = None if options.model is None else load_model(options.model)
    people = hospital_table.read(options, model)
    made = make_layer(people, model, method=options.method)
    write_layer(made.layer, options.out)
    document = made.document(options.language)
    if options.format == "json":
        put_json(document)
    else:
        put(_as_text(document, options.language))
    for line in layers.as_released(model, people.answer, options.language):
        complain(line)
    key = "written" if made.layer.prediction is None else "written_column"
    complain(translate(f"cli.hospital.{key}", options.language, layer=options.out, method=made.layer.method))
    return DONE


def _as_text(document: dict, language: str) -> str:
    lines = [translate(f"layer.method.{document['method']}", language), document["note"]]
    for name in ("original", "intercept", "logistic"):
        test = document["tests"][name]
        p = "-" if test["p"] is None else f"{test['p']:.4g}"
        lines.append(f"  {name}: χ² {test['statistic']:.3f}, df {test['df']}, p {p}")
    lines += [f"  {name} = {value:.6g}" for name, value in document["coefficients"].items()]
    for name, before in document["before"].items():
        after = document["after"][name]
        lines.append(f"  {name}: {before:.4f} → {'-' if after is None else f'{after:.4f}'}")
    return "\n".join(lines)
