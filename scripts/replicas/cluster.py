"""Replicas of `osteo serve` on this machine, behind nginx."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from scripts.load.server import ROOT, free_port, until_ready

NGINX = "/usr/sbin/nginx"
SECRET = "STREAMLIT_SERVER_COOKIE_SECRET"
"""Signs the cookies of uploads and of the login; one for all replicas, or a browser that is led to another one would be refused."""
DRAIN_SECONDS = 1.0
STOP_SECONDS = 30.0
_TEMPLATE, _SHARED = Path(__file__).with_name("nginx.conf.template"), ROOT / "deploy" / "nginx"


@dataclass
class Replica:
    """One process and its port; `up` where nginx leads browsers to it."""

    port: int
    process: subprocess.Popen[bytes]
    up: bool = False

    @property
    def address(self) -> str:
        """On this machine."""
        return f"http://127.0.0.1:{self.port}"


class Cluster:
    """So many replicas behind one port, as a context manager: all are ready when it is entered, all have ended when it is left.

    Raises:
        RuntimeError: a replica is not ready in time, or nginx does not start.
    """

    def __init__(self, replicas: int, port: int, host: str = "127.0.0.1") -> None:
        self.address = f"http://{host}:{port}"
        self._listen = f"{host}:{port}"
        self._environment = {"OMP_NUM_THREADS": "1", SECRET: secrets.token_hex(32)} | os.environ
        self._folder = tempfile.TemporaryDirectory(prefix="osteo-replicas-")
        self._count = replicas
        self.replicas: list[Replica] = []
        self._nginx: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.replicas = [self._started(free_port()) for _ in range(self._count)]
            for replica in self.replicas:
                self._let_in(replica)
            Path(self._folder.name).chmod(0o711)  # nginx, started by root, gives up root before it keeps a large upload there
            self._write()
            self._nginx = subprocess.Popen([NGINX, "-c", str(self._configuration), "-p", self._folder.name])
            until_ready(self.address, self._nginx, STOP_SECONDS)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def restart(self) -> None:
        """One replica after the other: no new browser is led to it, it ends, its successor is let in once it is ready."""
        for place in range(len(self.replicas)):
            self.replace(place)

    def replace(self, place: int) -> None:
        """A new process in place of one, which may have ended already."""
        old = self.replicas[place]
        old.up = False
        self._reload()
        time.sleep(DRAIN_SECONDS)
        _end(old.process)
        self.replicas[place] = self._started(old.port)
        self._let_in(self.replicas[place])
        self._reload()

    def look_after(self) -> None:
        """Put a successor in the place of each replica that has ended by itself."""
        for place, replica in enumerate(self.replicas):
            if replica.process.poll() is not None:
                self.replace(place)

    def stop(self) -> None:
        """End nginx and all replicas."""
        if self._nginx is not None:
            _end(self._nginx)
        for replica in self.replicas:
            replica.process.terminate()
        for replica in self.replicas:
            _end(replica.process)
        self._folder.cleanup()

    def _started(self, port: int) -> Replica:
        command = [sys.executable, "-m", "osteo_core", "serve", "--port", str(port)]
        return Replica(port, subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL))

    def _let_in(self, replica: Replica) -> None:
        until_ready(replica.address, replica.process)
        replica.up = True

    @property
    def _configuration(self) -> Path:
        return Path(self._folder.name) / "nginx.conf"

    def _write(self) -> None:
        text = _TEMPLATE.read_text(encoding="utf-8")
        told = servers({replica.port: replica.up for replica in self.replicas})
        for name, value in {"FOLDER": self._folder.name, "SHARED": str(_SHARED), "SERVERS": told, "LISTEN": self._listen}.items():
            text = text.replace(f"@{name}@", value)
        self._configuration.write_text(text, encoding="utf-8")

    def _reload(self) -> None:
        self._write()
        if self._nginx is not None:
            self._nginx.send_signal(signal.SIGHUP)
            time.sleep(0.3)  # nginx reads its file and starts new workers; the old ones keep the websockets that are open


def servers(up: Mapping[int, bool]) -> str:
    """The lines of nginx's upstream, from port -> whether it is up. Where that is nowhere, all are left in: nginx needs one."""
    words = {port: "" if here or not any(up.values()) else " down" for port, here in up.items()}
    return "\n".join(f"    server 127.0.0.1:{port} max_fails=1 fail_timeout=2s{word};" for port, word in words.items())


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
