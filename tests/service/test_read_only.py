"""Answering writes nothing: neither a record nor a report touches a file system that could not be written to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.reports.people import VISITS
from tests.service.calls import bundle, hook, observation, open_to_this_machine

_MAKES = ("os.mkdir", "os.rename", "os.link", "os.symlink", "shutil.copyfile", "tempfile.mkstemp", "tempfile.mkdtemp")
_written: list[str] | None = None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook stays for as long as the process lives; it listens only inside `watched`."""
    if _written is None:
        return
    if event in _MAKES:
        _written.append(f"{event} {arguments[:2]}")
    elif event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        _written.append(f"open {arguments[0]}")


@pytest.fixture(scope="module", autouse=True)
def _hook() -> None:
    sys.addaudithook(_watch)


@contextmanager
def watched() -> Iterator[list[str]]:
    global _written
    _written = []
    try:
        yield _written
    finally:
        _written = None


@pytest.mark.parametrize(
    "path, body",
    [
        ("/api/v1/assess", VISITS), ("/api/v1/compare", VISITS), ("/api/v1/record?accept=true", VISITS), ("/api/v1/report", VISITS),
        ("/api/v1/report?format=html", VISITS), ("/cds-services/osteoporosis", hook(dxa=bundle(observation("38264-8", -3.0)))),
    ],
)  # fmt: skip
def test_nothing_is_written(path: str, body: dict[str, Any]) -> None:
    call = open_to_this_machine()
    assert call.post(path, json=body).status_code == 200  # what a first call imports is compiled and kept by Python itself
    with watched() as written:
        assert call.post(path, json=body).status_code == 200
    assert written == []


def test_it_would_be_seen(tmp_path: Any) -> None:
    with watched() as written:
        (tmp_path / "x").write_text("x")
    assert len(written) == 1
