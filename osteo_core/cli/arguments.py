"""What commands ask of their arguments: how each is declared, whole numbers within a range, files that are there."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from osteo_core.errors import InvalidInput, Problem, as_line
from osteo_core.translations import LANGUAGES, translate

DONE = 0


@dataclass(frozen=True)
class Commands:
    """The commands of the program, to which each file beside this one adds its own."""

    parsers: argparse._SubParsersAction[argparse.ArgumentParser]
    language: str

    def add(self, name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        """A command's own parser, with its help and --language; `run` gives the exit code."""
        parser = self.parsers.add_parser(name, help=self.text(name), description=self.text(name))
        parser.add_argument("--language", choices=LANGUAGES, default="en", help=self.text("language"))
        parser.set_defaults(run=run)
        return parser

    def text(self, key: str) -> str:
        """A sentence of the help."""
        return translate(f"cli.help.{key}", self.language)

    def number(self, least: int, most: int = 2**32 - 1) -> Callable[[str], int]:
        """A reader of whole numbers of `least` to `most`."""

        def read(value: str) -> int:
            if not value.isdecimal() or len(value) > 20 or not least <= int(value) <= most:
                wrong = translate("cli.not_a_whole_number", self.language, value=as_line(value, 40), least=f"{least:,}", most=f"{most:,}")
                raise argparse.ArgumentTypeError(wrong)
            return int(value)

        return read


def require_file(path: Path) -> None:
    """Return where `path` is there and no folder.

    Raises:
        InvalidInput: it is not.
    """
    try:
        folder, there = path.is_dir(), path.exists()
    except (OSError, ValueError):  # a folder on the way may not be looked into; a NUL in the name
        folder, there = False, False
    if folder:
        raise InvalidInput(Problem(where=str(path), key="cli.is_directory"))
    if not there:
        raise InvalidInput(Problem(where=str(path), key="cli.not_found"))
