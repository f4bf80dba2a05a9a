"""How much one caller or one session may ask for: a bucket that fills steadily, from which each call takes one."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from osteo_core.service.refusals import Refused

BURST_SECONDS = 15
"""So many seconds' worth may be asked for at once."""

_MOST_CALLERS = 10_000


class Bucket:
    """`per_minute` in the long run, and a quarter of a minute's worth at once."""

    def __init__(self, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second, self._clock = per_minute / 60, clock
        self._most = max(1.0, self._per_second * BURST_SECONDS)
        self._left, self._then = self._most, clock()

    def wait(self) -> float:
        """Take one; the seconds until it would have been there, 0 where it was. What was not there is not taken."""
        now = self._clock()
        self._left, self._then = min(self._most, self._left + (now - self._then) * self._per_second), now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) / self._per_second


class Rates:
    """A bucket for each caller; of very many, those that called last are remembered."""

    def __init__(self, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._clock = per_minute, clock
        self._of: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, who: str) -> None:
        """One call of somebody. Raises Refused (429) where it is one too many; Retry-After says when the next is answered."""
        bucket = self._of.pop(who, None) or Bucket(self._per_minute, self._clock)
        self._of[who] = bucket
        while len(self._of) > _MOST_CALLERS:
            self._of.popitem(last=False)
        if seconds := bucket.wait():
            raise Refused(429, "rate", headers={"Retry-After": str(math.ceil(seconds))}, limit=f"{self._per_minute:g}")
