"""Whose parts of a page are drawn first when many readers share one process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pages._widgets.shared import redraw

_LONG = 30.0


class _Readers:
    """Sessions that are told apart by their threads' names, and what was drawn for whom."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self.threads: list[threading.Thread] = []

    def later(self, name: str, *, busy: threading.Event | None = None, fails: bool = False) -> None:
        """Start drawing the later parts of the session `name`; `busy` keeps them from being ready."""

        def draw() -> None:
            with pytest.raises(ZeroDivisionError) if fails else _nothing(), redraw._in_turn():
                self.drawn.append(name)
                if fails:
                    raise ZeroDivisionError
                if busy is not None:
                    assert busy.wait(_LONG)

        self.threads.append(threading.Thread(target=draw, name=name))
        self.threads[-1].start()

    def until(self, drawn: list[str]) -> None:
        """Wait until so much was drawn, in this order."""
        end = time.monotonic() + _LONG
        while self.drawn != drawn and time.monotonic() < end:
            time.sleep(0.005)
        assert self.drawn == drawn

    def join(self) -> None:
        """All of them come to their end."""
        for thread in self.threads:
            thread.join(_LONG)
        assert not any(thread.is_alive() for thread in self.threads)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Readers]:
    monkeypatch.setattr(redraw, "_session", lambda: threading.current_thread().name)
    monkeypatch.setattr(redraw.st, "session_state", {redraw._PAUSE: False, redraw._WAITING: []})
    monkeypatch.setattr(redraw, "_PATIENCE_SECONDS", _LONG)
    monkeypatch.setattr(redraw, "_LONGEST_HURRY_SECONDS", _LONG)
    found = _Readers()
    yield found
    redraw._hurried.clear()
    found.join()


def _hurries(name: str) -> None:
    thread = threading.Thread(target=redraw.hurry, name=name)
    thread.start()
    thread.join()


def test_later_parts_wait_until_nobody_waits_for_first_ones(readers: _Readers) -> None:
    _hurries("a")
    _hurries("b")
    readers.later("b")  # its first parts are drawn; those of "a" are not
    time.sleep(0.2)
    assert readers.drawn == []
    readers.later("a")
    readers.join()
    assert sorted(readers.drawn) == ["a", "b"]


def test_later_parts_are_drawn_for_one_after_the_other(readers: _Readers) -> None:
    busy = threading.Event()
    readers.later("a", busy=busy)
    readers.until(["a"])
    readers.later("b")
    time.sleep(0.2)
    assert readers.drawn == ["a"]
    busy.set()
    readers.until(["a", "b"])


def test_a_drawing_that_fails_keeps_nobody_waiting(readers: _Readers) -> None:
    readers.later("a", fails=True)
    readers.join()
    readers.later("b")
    readers.until(["a", "b"])


def test_who_was_sent_away_before_the_later_parts_keeps_nobody_waiting_for_long(readers: _Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redraw, "_LONGEST_HURRY_SECONDS", 0.1)
    _hurries("gone")
    readers.later("b")
    readers.until(["b"])
    assert not redraw._hurried


def test_where_somebody_always_hurries_the_later_parts_come_all_the_same(readers: _Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redraw, "_PATIENCE_SECONDS", 0.1)
    _hurries("always")
    readers.later("b")
    readers.until(["b"])


def test_a_newer_change_ends_the_wait(readers: _Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    class OutOfDateError(Exception):
        pass

    def out_of_date() -> None:
        raise OutOfDateError

    _hurries("a")
    monkeypatch.setattr(redraw, "_while_wanted", out_of_date)
    with pytest.raises(OutOfDateError), redraw._in_turn():
        readers.drawn.append("too late")
    monkeypatch.undo()
    assert readers.drawn == []
