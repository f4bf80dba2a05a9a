"""Writes a part: its files, what the card says of it, the readable card, the sums."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from osteo_core import __version__ as VERSION
from osteo_core.inference.artifact import WEIGHTS, digest
from osteo_core.inference.sums import SUMS, record_sums
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.reproduce.evaluation.card_text import CardText

CARD, README = "card.json", "README.md"
_LIBRARIES = ("numpy", "pandas", "scipy", "scikit-learn", "lightgbm", "interpret-core", "torch", "shap", "pyarrow")


def write_part(
    folder: Path,
    part: str,
    files: Mapping[str, pd.DataFrame | dict[str, Any]],
    record: dict[str, Any],
    card_text: CardText,
    models: tuple[str, ...],
) -> None:
    """Write `files`, put `record` under the part's name in the card, and renew README.md and the sums.

    Args:
        models: the shipped models that the files speak of; the sums of their weights are kept, so that stale files are found out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if isinstance(content, pd.DataFrame):
            content.to_parquet(folder / name, index=False, compression="zstd")
        else:
            (folder / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    before = json.loads((folder / CARD).read_text(encoding="utf-8")) if (folder / CARD).is_file() else {"parts": {}}
    made = {
        "files": sorted(files),
        "date": date.today().isoformat(),
        "made_with": {"osteo_core": VERSION, "python": platform.python_version()} | {name: version(name) for name in _LIBRARIES},
        "weights": {model: digest(ARTIFACTS_DIR / model / WEIGHTS) for model in models},
    }
    card: dict[str, Any] = {**card_text.statements, "parts": dict(sorted((before["parts"] | {part: record | made}).items()))}
    (folder / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    kept = sorted(name for known in card["parts"].values() for name in known["files"])
    (folder / README).write_text(_readable(card_text, card, {name: digest(folder / name) for name in kept}), encoding="utf-8")
    record_sums(folder, [*kept, CARD])


def _readable(card_text: CardText, card: dict[str, Any], sums: dict[str, str]) -> str:
    blocks = [f"# {card_text.title}", *(f"**{key.replace('_', ' ').capitalize()}:** {text}" for key, text in card_text.statements.items())]
    for part, record in card["parts"].items():
        blocks += [f"## {part.capitalize()}", f"```\n{record['command']}\n```", *card_text.of_part.get(part, ())]
        facts = {key: value for key, value in record.items() if key not in ("command", "files", "made_with", "weights", "date", "seconds")}
        blocks.append(f"Made {record['date']} in {record['seconds']} s.")
        blocks.append("\n".join(f"- {key}: `{json.dumps(value, ensure_ascii=False)}`" for key, value in facts.items()))
    libraries = next(iter(card["parts"].values()))["made_with"]
    blocks.append("Made with " + ", ".join(f"{name} {number}" for name, number in libraries.items()) + ".")
    blocks.append(f"## SHA-256\n\nAlso in `{SUMS}`, against which every file is checked before it is read.")
    blocks.append("\n".join(f"- `{name}` {value}" for name, value in sums.items()))
    return "\n\n".join(blocks) + "\n"
