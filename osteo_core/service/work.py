"""Computing beside the event loop: a few threads, and a bounded number of calls that wait for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from osteo_core.service.refusals import Refused

T = TypeVar("T")


class Workers:
    """`threads` calls are computed at once, `waiting` more wait; beyond that a call is refused at once (503)."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="service")
        self._room = threads + waiting
        self.busy = 0

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` gives. Raises Refused where too many wait; otherwise as `work`."""
        if self.busy >= self._room:
            raise Refused(503, "busy", headers={"Retry-After": "5"})
        self.busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self.busy -= 1

    def close(self) -> None:
        """No more work; what waits is dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)
