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
        self._threads, self._pool = threads, self._new(threads)
        self._closed = False
        self._room = threads + waiting
        self.busy = 0

    @staticmethod
    def _new(threads: int) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(threads, thread_name_prefix="service")

    def open(self) -> None:
        """Work is taken again after `close`: an application may be started anew."""
        if self._closed:
            self._pool, self._closed = self._new(self._threads), False

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
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
