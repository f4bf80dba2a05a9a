"""What a fuzzer holds against the program: anything but InvalidInput raised, a value changed, a message nobody can read, a second spent."""

from __future__ import annotations

import time
import traceback
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from osteo_core.errors import InvalidInput

LONGEST_LINE = 1_000
MOST_LINES = 11
"""Ten problems and the count of the rest."""
MOST_SECONDS = 1.0
REFUSE = object()
"""The meaning of what nobody may read as a value."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One input. `run` hands it to the program and returns what it objects to in the answer ("" for nothing)."""

    run: Callable[[], str]
    shown: str
    large: bool = False


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`kind` is "accepted", "refused" or "failed"; `why` says what was wrong with a failed one."""

    kind: str
    why: str = ""


def judge(case: Case, *, timed: bool = True) -> Verdict:
    """Run one case. Time is the processor's, and held against a case only when it repeats: the first run of a process loads modules."""
    verdict, seconds = _once(case)
    if timed and seconds > MOST_SECONDS and not case.large and verdict.kind != "failed":
        verdict, seconds = _once(case)
        if seconds > MOST_SECONDS:
            return Verdict(kind="failed", why=f"took {seconds:.1f} s")
    return verdict


def _once(case: Case) -> tuple[Verdict, float]:
    started = time.process_time()
    try:
        objection = case.run()
    except InvalidInput as refused:
        objection = unreadable(refused)
        verdict = Verdict(kind="failed", why=objection) if objection else Verdict(kind="refused")
    except Exception:  # noqa: BLE001  (whatever else is raised is the finding)
        verdict = Verdict(kind="failed", why=traceback.format_exc(limit=-4))
    else:
        verdict = Verdict(kind="failed", why=objection) if objection else Verdict(kind="accepted")
    return verdict, time.process_time() - started


def unreadable(refused: InvalidInput) -> str:
    """What is wrong with a refusal as text: "" where a person can read it."""
    for text in (str(refused), refused.text("en"), refused.text("zh")):
        lines = text.split("\n")
        if not text.strip():
            return "a refusal without a word"
        if len(lines) > MOST_LINES:
            return f"a refusal of {len(lines)} lines"
        for line in lines:
            if len(line) > LONGEST_LINE:
                return f"a line of {len(line)} characters"
            if strange := [c for c in line if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in _BIDI]:
                return f"a line with {strange[0]!r}"
    return ""


_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def changed(found: Mapping[str, Any], meant: Mapping[str, Any]) -> str:
    """The first field whose value is not what was meant; "" where all are. A field without value is absent from `found`, or None."""
    for name in sorted(found.keys() | meant.keys()):
        value, meaning = found.get(name), meant.get(name)
        if meaning is REFUSE or value != meaning or isinstance(value, bool) != isinstance(meaning, bool):
            said = "something that must be refused" if meaning is REFUSE else repr(meaning)
            return f"{name}: read as {value!r}, written was {said}"
    return ""
