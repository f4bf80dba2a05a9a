"""What the command line writes, on streams that cannot hold every character, are full, or are closed."""

from __future__ import annotations

import codecs
import io
import json
import sys
from typing import Any

from osteo_core.errors import InvalidInput, Problem

_PLAIN = {
    "−": "-", "–": "-", "—": "-", "≥": ">=", "≤": "<=", "×": "x", "·": "-", "…": "...", "“": '"', "”": '"', "’": "'", "‘": "'", "µ": "u",
    "μ": "u", "²": "2", "³": "3", "°": " deg", "±": "+/-", "√": "sqrt", "→": "->", "\u00a0": " ", "\u202f": " ",
}  # fmt: skip
"""Signs that older encodings lack, in ASCII. A minus must not become a question mark."""

_HANDLER = "osteo_core.plain"


def prepare_streams() -> None:
    """Let both streams write what their encoding lacks in ASCII, or by its code, instead of failing."""
    codecs.register_error(_HANDLER, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def put(text: str) -> None:
    """A command's answer on standard output, all of it. Raises InvalidInput where it is closed or full; BrokenPipeError passes."""
    if sys.stdout is None:
        raise InvalidInput(Problem("", "cli.output_closed"))
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as failed:
        raise InvalidInput(Problem("", "cli.output_failed", {"reason": failed.strerror or str(failed)})) from None


def put_json(document: Any) -> None:
    """As `put`, a document as JSON; in ASCII where the stream is not UTF-8, since a replaced character would break it."""
    encoding = codecs.lookup(getattr(sys.stdout, "encoding", None) or "ascii").name
    put(json.dumps(document, ensure_ascii=not encoding.startswith("utf"), indent=2, allow_nan=False))


def complain(line: str) -> None:
    """A line on standard error, where there is one."""
    if sys.stderr is not None:
        print(line, file=sys.stderr)


def _plain(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    pieces = (_PLAIN.get(character) or _code(character) for character in error.object[error.start : error.end])
    return "".join(pieces), error.end


def _code(character: str) -> str:
    return character.encode("ascii", "backslashreplace").decode("ascii")
