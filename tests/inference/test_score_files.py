"""Results appear whole or not at all: two processes, a full disk, a signal, links; and no cell of theirs is run as a formula."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pandas as pd
import pytest

import osteo_core.whole_files
from osteo_core.cohorts.worlds.paper import write
from osteo_core.errors import InvalidInput
from osteo_core.inference.score_files import TableWriter, check_output, errors_path_of
from osteo_core.whole_files import WholeFile, taking_names, whole_file

ENDINGS = pytest.mark.parametrize("ending", [".csv", ".parquet"])

_WRITES = """
import sys, time
from pathlib import Path
import numpy as np
from osteo_core.inference.score_files import TableWriter
with TableWriter(Path(sys.argv[1])) as table:
    for _ in range(int(sys.argv[3])):
        table.write({"id": [sys.argv[2]] * 1000, "p": np.full(1000, 0.5)})
        time.sleep(0.01)
    table.finish()
"""


@ENDINGS
def test_two_processes_into_one_output(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"o{ending}"
    running = [subprocess.Popen([sys.executable, "-c", _WRITES, str(out), who, n]) for who, n in (("a", "20"), ("b", "60"))]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    table = pd.read_csv(out) if ending == ".csv" else pd.read_parquet(out)
    assert table["id"].nunique() == 1
    assert len(table) == {"a": 20_000, "b": 60_000}[table["id"][0]]
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_the_files_of_two_runs_are_not_mixed(tmp_path: Path) -> None:
    places, at_half = (tmp_path / "o.csv", tmp_path / "o.csv.errors.csv"), Event()

    def finish(who: bytes, *, slowly: bool) -> None:
        with WholeFile(places[0]) as results, WholeFile(places[1]) as errors, taking_names(tmp_path):
            results.file.write(who)
            errors.file.write(who)
            results.finish()
            if slowly:
                at_half.set()
                time.sleep(0.2)  # long enough for the other, were it not kept waiting, to finish both of its files
            errors.finish()

    first = Thread(target=finish, args=(b"first",), kwargs={"slowly": True})
    first.start()
    at_half.wait()
    finish(b"second", slowly=False)
    first.join()
    assert [place.read_bytes() for place in places] == [b"second", b"second"]


def test_every_output_has_its_own_errors_file() -> None:
    assert errors_path_of(Path("o.csv")).name == "o.csv.errors.csv"
    assert errors_path_of(Path("o.parquet")).name == "o.parquet.errors.csv"


class _Full:
    """A file on a disk that is full after so many bytes."""

    def __init__(self, file: Any, room: int) -> None:
        self._file, self._room = file, room

    def write(self, content: Any) -> int:
        self._room -= len(content)
        if self._room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return int(self._file.write(content))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _write(what: str, out: Path) -> None:
    if what == "virtual":
        write(out, 300, 1)
    elif what == "frame":
        with whole_file(out) as file:
            pd.DataFrame({"x": np.random.default_rng(1).random(5_000)}).to_parquet(file)
    else:
        with TableWriter(out) as table:
            table.write({"id": [f"p{i}" for i in range(5_000)], "p": np.random.default_rng(1).random(5_000)})
            table.finish()


@pytest.mark.parametrize("room", [0, 3_000])
@pytest.mark.parametrize("what", [".csv", ".parquet", "virtual", "frame"])
def test_a_full_disk_is_one_sentence_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, room: int) -> None:
    opened = os.fdopen
    monkeypatch.setattr(osteo_core.whole_files.os, "fdopen", lambda number, mode: _Full(opened(number, mode), room))
    out = tmp_path / (f"o{what}" if what.startswith(".") else "o.parquet")
    out.write_text("the older results", encoding="utf-8")
    with pytest.raises(InvalidInput, match="the disk is full") as refused:
        _write(what, out)
    assert "磁盘已满" in refused.value.text("zh")
    assert out.read_text(encoding="utf-8") == "the older results"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("number, code", [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_leaves_nothing_behind(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with (tmp_path / "in.csv").open("w", encoding="utf-8") as file:
        file.write("id,age,sex,manufacturer,femoral_neck_bmd\n")
        file.writelines(f"p{i},{40 + i % 60},female,hologic,0.7\n" for i in range(300_000))
    command = [sys.executable, "-m", "osteo_core", "score", str(tmp_path / "in.csv"), str(tmp_path / "o.csv")]
    # What starts the tests in the background may have told them to ignore Ctrl+C, and a child inherits that.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=heard)
    while running.poll() is None and not any(path.suffix == ".partial" for path in tmp_path.iterdir()):
        time.sleep(0.05)
    running.send_signal(number)
    said = running.communicate(timeout=60)[1]
    assert running.returncode == code
    assert "Traceback" not in said
    assert said.strip().endswith("interrupted")
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.parametrize("name", ["o.csv", "o.csv.errors.csv"])
def test_links_are_refused_and_never_followed(tmp_path: Path, name: str) -> None:
    (tmp_path / "elsewhere").write_text("kept", encoding="utf-8")
    (tmp_path / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InvalidInput, match="is a link"):
        check_output(tmp_path / "in.csv", tmp_path / "o.csv")
    with TableWriter(tmp_path / name) as table:  # a link that was made between the look and the writing
        table.write({"id": ["a"]})
        table.finish()
    assert (tmp_path / "elsewhere").read_text(encoding="utf-8") == "kept"
    assert not (tmp_path / name).is_symlink()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")'])
def test_no_text_is_run_as_a_formula(tmp_path: Path, text: str) -> None:
    columns = {"id": [text, "a=1"], "p": np.array([-2.6, 0.5])}
    for name in ("o.csv", "o.parquet"):
        with TableWriter(tmp_path / name) as table:
            table.write(columns)
            table.finish()
    assert pd.read_csv(tmp_path / "o.csv")["id"].tolist() == [f"'{text}", "a=1"]
    assert pd.read_csv(tmp_path / "o.csv")["p"].tolist() == [-2.6, 0.5]
    assert pd.read_parquet(tmp_path / "o.parquet")["id"].tolist() == [text, "a=1"]
