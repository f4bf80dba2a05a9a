"""What is measured of a server with many sessions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from websockets.exceptions import ConnectionClosed, InvalidStatus

from osteo_core.constants import MODALITIES
from scripts.load.session import Drawn, Session, SessionError

BMD = ".femoral_neck_bmd.g/cm²"
_LOWEST, _HIGHEST = 0.5, 0.8
REFUSALS = (SessionError, ConnectionClosed, InvalidStatus, OSError)
_GLANCE = 0.5


@dataclass(kw_only=True)
class Heard:
    """What the sessions of one measurement heard."""

    gauges: list[float] = field(default_factory=list)
    explanations: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    alone: int = 0
    """Changes for which parts of the page were drawn, and not all of it."""
    errors: list[str] = field(default_factory=list)
    last: dict[float, dict[str, float]] = field(default_factory=dict)
    """Femoral neck BMD that a session typed last -> its gauges in percent."""


def percentiles(seconds: Sequence[float]) -> str:
    """Median and 95th percentile in words."""
    return f"p50 {np.percentile(seconds, 50):.2f} s, p95 {np.percentile(seconds, 95):.2f} s" if seconds else "none"


async def at_once(address: str, sessions: int, heard: Heard) -> list[Session]:
    """Open so many sessions at the same moment."""

    async def one() -> Session | None:
        try:
            session, drawn = await Session.open(address)
        except REFUSALS as error:
            heard.errors.append(f"opening: {error}")
            return None
        heard.opened.append(drawn.finished)
        return session

    return [session for session in await asyncio.gather(*(one() for _ in range(sessions))) if session is not None]


async def changing(sessions: Sequence[Session], seconds: float, every: float, heard: Heard) -> None:
    """Each session types another femoral neck BMD every so many seconds, whether or not the answer to the last one was slow.

    The first change comes at a moment of each session's own, so that they do not come in step. All values that are typed differ.
    """
    changes = max(1, round(seconds / every))

    async def one(place: int, session: Session) -> None:
        try:
            await session.choose("form.modality", MODALITIES.index("dxa"))
            due = time.monotonic() + every * (place + 0.5) / len(sessions)
            for number in range(changes):
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                bmd = round(_LOWEST + (_HIGHEST - _LOWEST) * (number * len(sessions) + place) / (changes * len(sessions)), 4)
                _note(await session.type(BMD, f"{bmd:.4f}"), bmd, place, heard)
                due = max(due + every, time.monotonic())
        except REFUSALS as error:
            heard.errors.append(f"session {place}: {error}")

    last: dict[int, float] = {}

    def _note(drawn: Drawn, bmd: float, place: int, heard: Heard) -> None:
        if drawn.gauges is None:
            heard.errors.append(f"session {place}: no new gauges")
            return
        heard.gauges.append(drawn.gauges)
        heard.alone += drawn.alone
        if drawn.explanation is not None:
            heard.explanations.append(drawn.explanation)
        heard.last.pop(last.get(place, 0.0), None)
        last[place] = bmd
        heard.last[bmd] = drawn.shown

    await asyncio.gather(*(one(place, session) for place, session in enumerate(sessions)))


async def in_sequence(address: str, sessions: int, heard: Heard) -> None:
    """Open and leave one after the other."""
    for _ in range(sessions):
        for session in await at_once(address, 1, heard):
            await session.close()


async def closed(sessions: Sequence[Session]) -> None:
    """Leave, all of them."""
    await asyncio.gather(*(session.close() for session in sessions))


async def watched(look: Callable[[], object], stop: asyncio.Event) -> None:
    """Look again and again until told to stop."""
    while not stop.is_set():
        look()
        await asyncio.sleep(_GLANCE)
