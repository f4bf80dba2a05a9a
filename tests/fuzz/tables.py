"""Hostile tables of patients through the reader and through `score`: no cell becomes another value, no row is lost."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from osteo_core import load_model
from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.inference.scoring import score
from osteo_core.model import Model
from osteo_core.patients.tables.files import open_table
from osteo_core.patients.tables.read import TableChunk, read_table, table_features
from osteo_core.scores.comparators import comparator_columns
from tests.fuzz.dialects import Dialect, dialect
from tests.fuzz.verdict import REFUSE, Case
from tests.fuzz.writing import NO_NUMBER, TEXTS, number

_MODELS = ("life", "fusion", "simplified", "nhanes")
_FEATURES = list(table_features().values())
_FREQUENT = [f for f in _FEATURES if f.kind != "dosage"]
_EXTRA = ["name", "hospital", "", "Unnamed: 0", "comment", "visit_date", "=cmd()", "![x](http://host.example/x)", "x" * 400]


def table_case(rng: Random) -> Case:
    """A table of up to 25 people in one dialect, or a file that is none."""
    manner = dialect(rng)
    features = rng.sample(_FREQUENT if rng.random() < 0.9 else _FEATURES, rng.choice([1, 2, 4, 8, 20]))
    if any(f.name.endswith("_bmd") for f in features) and CATALOGUE["manufacturer"] not in features:
        features.append(CATALOGUE["manufacturer"])
    hostile = rng.choice([0, 0, 0.03])
    cells = [[_cell(rng, manner, f, hostile) for f in features] for _ in range(rng.choice([1, 2, 5, 25]))]
    header = [f.name for f in features]
    rows = [[text for text, _ in row] for row in cells]
    meant = {f.name: [row[i][1] for row in cells] for i, f in enumerate(features)}
    if rng.random() < 0.5:
        header.insert(0, "id")
        rows = [[rng.choice(TEXTS).replace("\ud800", "?").replace("\x00", "?"), *row] for row in rows]
    if rng.random() < 0.2:
        header.append(rng.choice(_EXTRA))
        rows = [[*row, rng.choice(["", "x", "1,5"])] for row in rows]
    whole = manner.content(rng, header, rows)
    content = whole if rng.random() < 0.9 else _damaged(rng, whole)
    comparators = rng.random() < 0.2
    name, model = "table" + manner.ending, rng.choice(_MODELS)
    return Case(
        run=lambda: _run(content, name, meant if content is whole else None, model, comparators=comparators),
        shown=repr(content[:3000]),
        large=len(content) > 5_000_000,
    )


def _cell(rng: Random, manner: Dialect, feature: Feature, hostile: float) -> tuple[str, Any]:
    """The text of a cell and what it means."""
    if rng.random() < hostile:
        return rng.choice([text for text in NO_NUMBER if "\x00" not in text and text not in feature.categories]), REFUSE
    if rng.random() < 0.1:
        numeric = feature.kind in ("continuous", "integer", "binary", "dosage")
        return (rng.choice(["", "", "NA", "NaN", "null", "n/a"]) if numeric else ""), None
    if feature.kind == "binary":
        yes = rng.random() < 0.5
        words = [str(yes), str(yes).upper(), "yes" if yes else "no", str(int(yes)), manner.number(rng, Decimal(f"{int(yes)}.0"))]
        return rng.choice(words), float(yes)
    if feature.kind == "category":
        category = rng.choice(feature.categories)
        return rng.choice([category, category.upper()]), category
    if feature.kind == "set":
        some = tuple(c for c in feature.categories if rng.random() < 0.3)
        return "|".join(some), some or None
    value = Decimal(rng.randrange(3)) if feature.kind == "dosage" else number(rng, feature)
    return manner.number(rng, value), float(value)


def _damaged(rng: Random, content: bytes) -> bytes:
    """Cut, mixed up or something else altogether. What such a file says is anybody's guess, so only its handling is judged."""
    at = rng.randrange(max(len(content), 1))
    before, after = content[:at], content[at:]
    ways = [before, before + b"\xff" + after, before + b"\x00" + after, before + b'"' + after, content + b'"' + b"x" * 200_000]
    ways += [b"", b"\n\n", b'"', b"PK\x03\x04", b"PAR1x", b"%PDF-1.4", b"id\n", content.replace(b"\n", b"\r")]
    return rng.choice(ways)


def _run(content: bytes, name: str, meant: dict[str, list[Any]] | None, model: str, *, comparators: bool) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, name), Path(folder, "out.csv")
        path.write_bytes(content)
        chunks = list(read_table(path))
        rows = sum(chunk.n for chunk in chunks)
        if meant is not None and (objection := _cells_changed(chunks, meant)):
            return objection
        beside = comparator_columns if comparators else None
        summary = score(path, out, _model(model), comparators=beside, progress=False)
        written = sum(raw.n for raw in open_table(out).chunks(1000)) if summary.n_scored else 0
        if (summary.n_in, summary.n_scored, summary.n_scored + summary.n_refused) != (rows, written, rows):
            return f"{rows} rows in, {summary.n_scored} scored, {summary.n_refused} refused, {written} written"
        if left := [p.name for p in Path(folder).iterdir() if p not in (path, out) and "errors" not in p.name]:
            return f"left behind: {left}"
    return ""


def _cells_changed(chunks: list[TableChunk], meant: dict[str, list[Any]]) -> str:
    bad = np.concatenate([chunk.bad_rows for chunk in chunks])
    for name, meanings in meant.items():
        found = np.concatenate([np.asarray(chunk.columns[name], object) for chunk in chunks])
        if len(found) != len(meanings):
            return f"{len(meanings)} rows written, {len(found)} read"
        for row, (value, meaning) in enumerate(zip(found, meanings, strict=True)):
            known = None if value is None or value != value or value == () else value
            if not bad[row] and (meaning is REFUSE or known != meaning):
                said = "what must be refused" if meaning is REFUSE else repr(meaning)
                return f"row {row + 1}, {name}: read as {known!r}, written was {said}"
    return ""


@cache
def _model(name: str) -> Model:
    return load_model(name)
