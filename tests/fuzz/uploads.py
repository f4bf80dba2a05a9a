"""Hostile tables of outcomes and predictions through the upload reader: every number, answer and group is the one written."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import numpy as np

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.uploads.upload import describe_upload, read_upload
from tests.fuzz.dialects import dialect
from tests.fuzz.verdict import REFUSE, Case, unreadable
from tests.fuzz.writing import NO_NUMBER, TEXTS

_WORDS = [("0", "1"), ("no", "yes"), ("FALSE", "TRUE"), ("否", "是"), ("0.0", "1.0"), ("00", "01")]


def upload_case(rng: Random) -> Case:
    """An outcome, one or two predictions, a group of any texts, perhaps times in days; sometimes with hostile cells or a hostile file."""
    manner, n = dialect(rng), rng.choice([1, 2, 5, 40])
    words = rng.choice(_WORDS)
    hostile = rng.choice([0, 0, 0.02])
    outcome = [rng.randrange(2) for _ in range(n)]
    risk: list[Any] = [Decimal(rng.randrange(10_001)) / 10_000 for _ in range(n)]
    days = [Decimal(rng.randrange(1, 4000)) for _ in range(n)]
    labels = rng.sample([t for t in TEXTS if not {"\ud800", "\x00", "\n"} & set(t)], rng.choice([1, 3, 8]))
    group = [rng.choice(labels) for _ in range(n)]
    header = ["y", rng.choice(["p_new", "risk, new", "p;new", 'p"new', "新模型"]), "site", "days", "status"]
    rows = [
        [words[y], manner.number(rng, p), g, manner.number(rng, t), str(y)] for y, p, g, t in zip(outcome, risk, group, days, strict=True)
    ]
    for i in range(n):
        if rng.random() < hostile:
            rows[i][1], risk[i] = rng.choice([text for text in NO_NUMBER if "\x00" not in text]), REFUSE
    content = manner.content(rng, header, rows)
    whole = rng.random() < 0.9
    if not whole:
        at = rng.randrange(len(content))
        content = rng.choice([content[:at], content[:at] + b"\xff\x00" + content[at:], content[:at] + b'"' + content[at:], content * 2])
    meant = {"outcome": outcome, "risk": risk, "group": group, "days": days} if whole else None
    name = "upload" + manner.ending
    return Case(run=lambda: _run(content, name, header, meant), shown=repr(content[:3000]), large=len(content) > 5_000_000)


def _run(content: bytes, name: str, header: list[str], meant: dict[str, list[Any]] | None) -> str:
    describe_upload(content, name)
    try:
        followed = read_upload(content, name, outcome="y", models=[header[1]], time="days", event="status")
    except InvalidInput as refused:
        if objection := unreadable(refused):
            return objection
        followed = None
    study = read_upload(content, name, outcome="y", models=[header[1]], groups=["site"])
    if meant is None:
        return ""
    (predictions,) = study.predictions.values()
    if REFUSE in meant["risk"] or not np.array_equal(predictions, np.array(meant["risk"], float)):
        return f"predictions read as {predictions.tolist()}, written were {[str(p) for p in meant['risk']]}"
    if not np.array_equal(study.outcome, np.array(meant["outcome"], float)):
        return f"outcomes read as {study.outcome.tolist()}, written were {meant['outcome']}"
    if followed is not None and followed.follow_up is not None:
        years = followed.follow_up.time
        if not np.array_equal(years, np.array(meant["days"], float)):
            return f"times read as {years.tolist()}, written were {[str(t) for t in meant['days']]}"
    (labels,) = study.groups.values()
    pairs = {(str(written).strip(), read) for written, read in zip(meant["group"], labels, strict=True)}
    if len({written for written, _ in pairs}) != len(pairs) or len({read for _, read in pairs}) != len(pairs):
        return f"groups merged or split: {sorted(pairs, key=str)}"
    return ""
