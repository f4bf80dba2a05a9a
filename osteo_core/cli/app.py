"""`app`: the dashboard."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from osteo_core.cli.arguments import Commands
from osteo_core.locations import APP


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("app", run)
    parser.add_argument("--port", type=commands.number(1, 65_535), default=8501, metavar="N", help=commands.text("port"))
    parser.add_argument("--address", default="127.0.0.1", metavar="HOST", help=commands.text("address"))


def run(options: argparse.Namespace) -> int:
    """Serve the dashboard until it is stopped; Streamlit takes this process over.

    With -P nothing is imported from the folder in which the command was given.
    """
    server = (f"--server.address={options.address}", f"--server.port={options.port}")
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(APP), *server]
    if os.name == "posix":
        os.execv(sys.executable, command)
    return subprocess.call(command)
