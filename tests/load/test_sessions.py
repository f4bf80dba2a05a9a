"""Ten sessions at once on a real server: no errors, and nobody's answer is another's."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path

import pytest

from osteo_core.cli import main as cli
from osteo_core.constants import MODEL_OF_WORLD
from osteo_core.patients.examples import list_examples, load_example
from scripts.load.measures import BMD, Heard, at_once, changing, closed
from scripts.load.server import served

SESSIONS = 10


def test_each_session_gets_its_own_answers_and_they_are_those_of_the_command_line(tmp_path: Path) -> None:
    heard = Heard()

    async def load(address: str) -> None:
        sessions = await at_once(address, SESSIONS, heard)
        await changing(sessions, seconds=6, every=3, heard=heard)
        hurried = await sessions[0].type_on(BMD, ["0.6111", "0.6222", "0.6333"])
        assert hurried.explanations == 1, "what nobody waits for any more is not worked out"
        heard.last[0.6333] = hurried.shown
        await closed(sessions)

    with served() as (address, _):
        asyncio.run(load(address))
    assert heard.errors == []
    assert len(heard.opened) == SESSIONS
    assert len(heard.gauges) == len(heard.explanations) == 2 * SESSIONS
    assert heard.alone == SESSIONS  # the first change also says beside the example's name that it was edited
    assert len(heard.last) == SESSIONS + 1
    expected = _scored(tmp_path, sorted(heard.last))
    for bmd, gauges in heard.last.items():
        for outcome, percent in gauges.items():
            assert percent == pytest.approx(100 * expected[bmd][outcome], abs=6e-5), (bmd, outcome)  # the file has six decimals
    assert len({gauges["fracture"] for gauges in heard.last.values()}) == SESSIONS + 1


def _scored(folder: Path, densities: list[float]) -> dict[float, dict[str, float]]:
    """What `osteo score` says of the record that a new session opens with, at each femoral neck BMD."""
    entered = load_example(list_examples()[0].id).entered()
    record = {name: value for fields in entered.values() for name, value in fields.items() if not isinstance(value, list | tuple)}
    table, out = folder / "in.csv", folder / "out.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["id", *record])
        writer.writeheader()
        writer.writerows({"id": f"{bmd:.4f}", **record, "femoral_neck_bmd": f"{bmd:.4f}"} for bmd in densities)
    assert cli.main(["score", str(table), str(out), "--model", MODEL_OF_WORLD["life"]]) == 0
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = {"osteoporosis": "p_osteoporosis", "fracture": "p_fracture", "hip_fracture": "p_hip_fracture"}
    return {float(row["id"]): {outcome: float(row[column]) for outcome, column in columns.items()} for row in rows}
