"""The dashboard for many: as many processes as there are cores, behind nginx at one address.

    python -m scripts.replicas [--port 8501] [--host 127.0.0.1] [--replicas N]

A replica that ends is replaced. SIGHUP restarts one after the other, without an error page; SIGTERM and Ctrl+C end all.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading

from scripts.replicas.cluster import Cluster

LOOK_SECONDS = 2.0


def main() -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--replicas", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args()
    stop, again = threading.Event(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    signal.signal(signal.SIGHUP, lambda *_: again.set())
    with Cluster(given.replicas, given.port, given.host) as cluster:
        sys.stdout.write(f"{given.replicas} replicas at {cluster.address}\n")
        sys.stdout.flush()
        while not stop.wait(LOOK_SECONDS):
            if again.is_set():
                again.clear()
                cluster.restart()
            cluster.look_after()
    return 0


if __name__ == "__main__":
    sys.exit(main())
