"""Many sessions on a real server.

    python -m scripts.load [--sessions 50] [--seconds 60] [--every 5] [--workers 1] [--idle 200] [--sequence 200]
    python -m scripts.load one …      one session, one field after the other: scripts/measure_redraw.py

Each session opens the patient's page (DXA and clinical data, the explanation by modality) and types another BMD every few seconds. Printed:
time to the new gauges and to the explanation, opening times, errors, memory by process, and what this client itself took. With `--workers`
above one there are so many processes behind nginx (scripts/replicas).
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.load.measures import Heard, at_once, changing, closed, in_sequence, percentiles, watched
from scripts.load.server import Memory, free_port, served

FORGOTTEN_SECONDS = 150
"""A session that lost its browser is kept for two minutes, and swept away within 20 seconds more."""


def main() -> int:
    """Print the report; 1 where there were errors."""
    if sys.argv[1:2] == ["one"]:
        from scripts import measure_redraw

        measure_redraw.main()
        return 0
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=5)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--opening", type=int, default=10, help="sessions that come at once (10)")
    parser.add_argument("--idle", type=int, default=200)
    parser.add_argument("--sequence", type=int, default=200)
    given = parser.parse_args()
    with _server(given.workers) as (address, processes):
        errors = asyncio.run(_measure(address, Memory(processes), given))
    return 1 if errors else 0


@contextmanager
def _server(workers: int) -> Iterator[tuple[str, list[int]]]:
    if workers == 1:
        with served() as found:
            yield found
        return
    from scripts.replicas.cluster import Cluster

    with Cluster(workers, free_port()) as cluster:
        yield cluster.address, [replica.process.pid for replica in cluster.replicas]


async def _measure(address: str, memory: Memory, given: argparse.Namespace) -> int:
    heard, stop = Heard(), asyncio.Event()
    watching = asyncio.create_task(watched(memory.now, stop))
    await closed(await at_once(address, 1, Heard()))  # what is made once a process is not a session's
    before = sum(memory.now())
    idle = await at_once(address, given.opening, heard)
    _say(f"{given.opening} at once: to a drawn page {percentiles(heard.opened)}")
    while len(idle) < given.sessions:
        idle += await at_once(address, min(given.opening, given.sessions - len(idle)), heard)
    own, started = time.process_time(), time.monotonic()
    await changing(idle, given.seconds, given.every, heard)
    client = (time.process_time() - own) / (time.monotonic() - started)
    _say(f"{given.sessions} sessions, a change every {given.every:g} s for {given.seconds:g} s: {len(heard.gauges)} changes")
    _say(f"  to the new gauges {percentiles(heard.gauges)}; to the explanation {percentiles(heard.explanations)}")
    _say(f"  this client took {100 * client:.0f} % of a core")
    _say(f"  peak memory by process: {', '.join(f'{peak:.0f} MB' for peak in memory.peaks)}")
    if given.idle:
        while len(idle) < given.idle:
            idle += await at_once(address, min(given.opening, given.idle - len(idle)), heard)
        _say(f"{len(idle)} idle sessions: {(sum(memory.now()) - before) / len(idle):.1f} MB each")
    await closed(idle)
    if given.sequence:
        await asyncio.sleep(FORGOTTEN_SECONDS)
        level = sum(memory.now())
        await in_sequence(address, given.sequence, heard)
        await asyncio.sleep(FORGOTTEN_SECONDS)
        _say(f"{given.sequence} sessions in sequence: memory {level:.0f} MB before, {sum(memory.now()):.0f} MB after")
    stop.set()
    await watching
    _say(f"errors: {len(heard.errors)}")
    for line in heard.errors[:10]:
        _say(f"  {line}")
    _say(f"client's peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return len(heard.errors)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
