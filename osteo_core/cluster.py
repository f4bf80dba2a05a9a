"""Work carried out by a Dask cluster, piece by piece: the results in the order of the pieces, few of them on their way at a time.

A piece whose worker dies is carried out again by another one, and nothing else is. Where the cluster itself is not there, or dies, one
sentence says so.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from osteo_core.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from distributed import Client

Piece = TypeVar("Piece")
Result = TypeVar("Result")

LOCAL = "local"
LOCAL_WORKERS = 2
_CONNECT_SECONDS = 10
_ALONE_SECONDS = 60
"""How long no worker may be there before the work is given up; one that was killed is started anew in a few seconds."""
_LOOK_SECONDS = 5.0
_AHEAD = 2
"""Pieces a worker that are on their way at a time: enough that none waits, few enough that memory stays flat."""
_SETTINGS = {
    "distributed.comm.timeouts.connect": f"{_CONNECT_SECONDS}s",
    "distributed.scheduler.allowed-failures": 5,
    "distributed.worker.daemon": False,
    "distributed.logging.distributed": "critical",
    "distributed.admin.large-graph-warning-threshold": "1GB",
}


@contextmanager
def opened(address: str, *, workers: int = LOCAL_WORKERS) -> Iterator[Client]:
    """A client of the cluster at tcp://host:port, or of `workers` processes of this computer (LOCAL), which end with the block.

    Raises:
        InvalidInput: no such cluster, or it died while the block was at work.
    """
    import dask
    import distributed  # noqa: F401  # brings its defaults; settings made before them would take them along when they are undone

    if address != LOCAL and not address.startswith(("tcp://", "tls://")):
        raise InvalidInput(Problem("--cluster", "cluster.no_address", {"address": address}))
    with dask.config.set(_SETTINGS), _said(address):
        _quieten()
        with _client(address, workers) as client:
            yield client


@contextmanager
def _client(address: str, workers: int) -> Iterator[Client]:
    from distributed import Client, LocalCluster

    if address != LOCAL:
        try:
            connected = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as absent:  # nobody answers, or no such host or port
            raise InvalidInput(Problem("--cluster", "cluster.not_there", {"address": address, "seconds": _CONNECT_SECONDS})) from absent
        with connected as client:
            yield client
        return
    cluster = LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", memory_limit=0, scheduler_port=0,
    )  # fmt: skip
    with cluster, Client(cluster, timeout=_CONNECT_SECONDS, set_as_default=False) as client:
        yield client


@contextmanager
def _said(address: str) -> Iterator[None]:
    """What a cluster that is gone raises, as one sentence."""
    from concurrent.futures import CancelledError

    from distributed import KilledWorker
    from distributed.client import FutureCancelledError
    from distributed.comm import CommClosedError

    try:
        yield
    except KilledWorker as killed:
        raise InvalidInput(Problem("--cluster", "cluster.workers_die", {"address": address})) from killed
    except (CommClosedError, CancelledError, FutureCancelledError) as gone:
        raise InvalidInput(Problem("--cluster", "cluster.died", {"address": address})) from gone


def in_order(client: Client, carry_out: Callable[[Piece], Result], pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Result]]:
    """Each piece with its result, in order; pieces are taken from the iterator only as workers need them.

    Raises:
        whatever `carry_out` raises; InvalidInput where no worker is left for a minute.
    """
    on_their_way: deque[tuple[Piece, Any]] = deque()
    waiting = iter(pieces)
    more = True
    while more or on_their_way:
        while more and len(on_their_way) < _AHEAD * max(len(_workers(client)), 1):
            piece = next(waiting, _NOTHING)
            if piece is _NOTHING:
                more = False
            else:
                on_their_way.append((piece, client.submit(carry_out, piece, pure=False)))  # type: ignore[arg-type]
        if on_their_way:
            piece, future = on_their_way.popleft()
            yield piece, _result(client, future)


_NOTHING = object()


def _workers(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    return found


def _result(client: Client, future: Any) -> Any:
    """The result, waited for as long as somebody can be at work on it."""
    seen = time.monotonic()
    while True:
        try:
            return future.result(timeout=_LOOK_SECONDS)
        except TimeoutError as late:
            if future.status == "error":  # the work itself ran into one
                raise
            if client.status in ("closed", "closing", "connecting"):
                raise InvalidInput(Problem("--cluster", "cluster.died", {"address": client.scheduler_info().get("address", "")})) from late
            if _workers(client):
                seen = time.monotonic()
            elif time.monotonic() - seen > _ALONE_SECONDS:
                raise InvalidInput(Problem("--cluster", "cluster.no_workers", {"seconds": _ALONE_SECONDS})) from late


def _quieten() -> None:
    """Dask's own log of connections that end says nothing that a sentence of ours does not."""
    import logging

    for name in ("", ".nanny", ".core", ".client", ".worker", ".scheduler", ".comm", ".utils_perf"):
        logging.getLogger(f"distributed{name}").setLevel(logging.CRITICAL)
