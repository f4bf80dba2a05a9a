"""`change RECORD.json`: what changed between the visits, against the least significant change."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.output import complain, put, put_json
from osteo_core.translations import translate

if TYPE_CHECKING:
    from osteo_core.records.change import Change


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("change", run)
    parser.add_argument("record", metavar="RECORD.json", type=Path, help=commands.text("visits"))
    parser.add_argument("--precision", metavar="FILE", type=Path, help=commands.text("precision"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Print every change as text or JSON; what is worth knowing of the record goes to stderr."""
    require_file(options.record)
    if options.precision is not None:
        require_file(options.precision)
    from osteo_core.records import Record
    from osteo_core.records.change import changes
    from osteo_core.records.precision import read_precision

    record = Record.from_json(options.record)
    own = {} if options.precision is None else read_precision(options.precision)
    found = changes(record, own)
    for remark in record.remarks:
        complain(remark.text(options.language))
    if options.format == "json":
        put_json({"changes": [as_document(change, options.language) for change in found]})
    else:
        put("\n".join(_line(change, options.language) for change in found) or translate("records.change.none", options.language))
    return DONE


def as_document(change: Change, language: str) -> dict[str, Any]:
    """A change as JSON has it; "from" and "to" are dates."""
    from osteo_core.catalogue import CATALOGUE

    return {
        "field": change.field,
        "from": change.start.isoformat(),
        "to": change.end.isoformat(),
        "from_value": change.before,
        "to_value": change.after,
        "unit": CATALOGUE[change.field].unit,
        "days": change.days,
        "absolute": change.absolute,
        "percent": change.percent,
        "per_year": change.per_year,
        "percent_per_year": change.percent_per_year,
        "lsc": change.lsc,
        "lsc_percent": change.lsc_percent,
        "lsc_default": change.default,
        "probability": change.probability,
        "verdict": change.verdict,
        "reason": None if change.reason is None else change.reason.text(language),
        "taken_as_same": list(change.unsaid),
        "treatments": list(change.treatments),
    }


def _line(change: Change, language: str) -> str:
    from osteo_core.catalogue import CATALOGUE

    feature = CATALOGUE[change.field]
    params: dict[str, Any] = {"label": feature.label_in(language), "from": change.start.isoformat(), "to": change.end.isoformat()}
    if change.reason is not None:
        return translate("records.change.line_not", language, reason=change.reason.text(language), **params)
    key = "line_default" if change.default and not change.source else "line"
    params |= {
        "unit": feature.unit_in(language), "absolute": f"{change.absolute:+.{feature.decimals}f}", "percent": f"{change.percent:+.1f}",
        "lsc": f"{change.lsc:.{feature.decimals}f}", "lsc_percent": f"{change.lsc_percent:.1f}", "probability": f"{change.sure_percent} %",
        "verdict": translate(f"records.verdict.{change.verdict}", language),
    }  # fmt: skip
    line = translate(f"records.change.{key}", language, **params)
    return f"{line} [{change.source}]" if change.source else line
