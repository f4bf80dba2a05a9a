"""`reproduce PART`: what ships, made again."""

from __future__ import annotations

import argparse

from osteo_core.cli.arguments import DONE, Commands
from osteo_core.extras import NeedsCheckoutError, require_extra
from osteo_core.locations import INSTALLED
from osteo_core.reproduce import MAKERS


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("reproduce", run)
    parser.add_argument("part", choices=MAKERS, metavar="PART", help=f"{commands.text('part')}: {', '.join(MAKERS)}")


def run(options: argparse.Namespace) -> int:
    """Make one part of what ships; a checkout is needed, since the files are written into it."""
    if INSTALLED:
        raise NeedsCheckoutError
    maker = MAKERS[options.part]
    if maker.extra is not None:
        require_extra(maker.extra)
    maker.make()
    return DONE
