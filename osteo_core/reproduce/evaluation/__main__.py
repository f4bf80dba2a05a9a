"""Make the parts that are asked for."""

from __future__ import annotations

import argparse
import sys
import time

from osteo_core.errors import OsteoError
from osteo_core.extras import NeedsCheckoutError, require_extra
from osteo_core.locations import INSTALLED
from osteo_core.manifest import making
from osteo_core.reproduce.evaluation.parts import PARTS, WITH_RIVALS
from osteo_core.reproduce.evaluation.store import write_part
from osteo_core.stored.files import COMMAND


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when all were made, 2 when a model cannot be loaded, a package is missing or this is no checkout."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("part", nargs="?", choices=(*PARTS, "all"), default="all")
    asked = parser.parse_args(arguments).part
    started = time.perf_counter()

    def say(what: str) -> None:
        sys.stderr.write(f"[{time.perf_counter() - started:5.0f} s] {what}\n")

    try:
        if INSTALLED:
            raise NeedsCheckoutError
        if asked in ("all", *WITH_RIVALS):
            require_extra("train")
        for part in PARTS if asked == "all" else (asked,):
            began = time.perf_counter()
            with making():
                made = PARTS[part](say)
            record = {"command": f"{COMMAND} {part}", "seconds": round(time.perf_counter() - began)} | made.record
            write_part(made.folder, part, made.files, record, made.card_text, made.models)
            say(f"{part}: written")
    except OsteoError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
