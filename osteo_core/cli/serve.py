"""`serve`: the dashboard and its interfaces for others, or the interfaces alone."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from osteo_core.cli.arguments import DONE, Commands
from osteo_core.cli.output import complain, put
from osteo_core.locations import PAGES_DIR
from osteo_core.translations import translate

SERVER = PAGES_DIR / "_server" / "run.py"


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("serve", run)
    parser.add_argument("--port", type=commands.number(1, 65_535), default=8501, metavar="N", help=commands.text("port"))
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help=commands.text("address"))
    parser.add_argument("--service-only", action="store_true", help=commands.text("service_only"))
    parser.add_argument("--insecure", action="store_true", help=commands.text("insecure"))


def run(options: argparse.Namespace) -> int:
    """Serve until stopped. What may not be served is refused here, before anything listens."""
    from osteo_core import __version__
    from osteo_core.service.binding import bind, is_loopback
    from osteo_core.service.settings import read_settings

    settings = read_settings()
    binding = bind(settings, options.host, options.port, service_only=options.service_only, insecure=options.insecure)
    if options.insecure and not is_loopback(options.host) and not binding.closed:
        complain(translate("service.insecure", options.language, host=options.host, port=options.port))
    if options.service_only:
        from osteo_core.service import binding as listening
        from osteo_core.service.application import create
        from osteo_core.service.state import open_service

        app = create(open_service(settings, binding))
        put(translate("service.started", options.language, version=__version__, address=binding.address))
        listening.run(app, binding)
        return DONE
    return _with_pages(options)


def _with_pages(options: argparse.Namespace) -> int:
    """The dashboard's own process takes this one's place; the core knows no Streamlit.

    With -P nothing is imported from the folder in which the command was given.
    """
    command = [sys.executable, "-P", str(SERVER), options.host, str(options.port), options.language]
    if options.insecure:
        command.append("--insecure")
    if os.name == "posix":
        os.execv(sys.executable, command)
    return subprocess.call(command)
