"""The encoding of a text table: Unicode by its marks, else the candidate in which the header and cells are words that are known."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from osteo_core.catalogue.synonyms import answers, plain
from osteo_core.errors import InvalidInput, Problem
from osteo_core.imports.suggestion.lexicon import known_words
from osteo_core.patients.tables.source import Source, binary

CANDIDATES = ("gb18030", "big5", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "cp949", "shift_jis")
_LOOKED_AT = 200_000
_BLOCK = 1 << 20
_EAST = {"gb18030", "big5", "cp949", "shift_jis"}


def find_encoding(source: Source, name: str) -> str | None:
    """The encoding of a text that is neither UTF-8 nor UTF-16; None for one that is.

    Raises:
        InvalidInput: bytes that are text in none of `CANDIDATES`.
    """
    with binary(source) as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in start:
        return None
    if _is_utf8(source):
        return None
    telling = _telling(source)
    fits = {candidate: text for candidate in CANDIDATES if (text := _decoded(telling, candidate)) is not None}
    if not fits:
        raise InvalidInput(Problem(name, "imports.error.encoding", {"candidates": ", ".join(CANDIDATES)}))
    order = _by_shape(telling, list(fits))
    best = max(order, key=lambda candidate: (_known(fits[candidate]), -order.index(candidate)))
    # Of two that read the same text the one that Windows writes in most countries.
    return next(candidate for candidate in CANDIDATES if fits.get(candidate) == fits[best])


def checked_encoding(encoding: str) -> str:
    """The encoding that somebody named. Raises InvalidInput for one that Python does not know."""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise InvalidInput(Problem(encoding, "imports.error.no_such_encoding", {"candidates": ", ".join(CANDIDATES)})) from None


def _is_utf8(source: Source) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with binary(source) as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _telling(source: Source) -> bytes:
    """The first lines with a byte beyond ASCII, the header among them."""
    lines: list[bytes] = []
    size = 0
    with binary(source) as file:
        for line in file:
            if any(byte > 127 for byte in line) if len(line) < 10_000 else not line.isascii():
                lines.append(line[:_LOOKED_AT])
                size += len(lines[-1])
            if size > _LOOKED_AT:
                break
    return b"".join(lines)


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _by_shape(content: bytes, candidates: list[str]) -> list[str]:
    """The candidates, the likeliest by the look of the text first (charset-normalizer)."""
    from charset_normalizer import from_bytes

    found = [match.encoding for match in from_bytes(content, cp_isolation=candidates)]
    # It tells one Western page from another by letters that both have: the commonest is taken first.
    eastern = [encoding for encoding in found if encoding in _EAST]
    found = [*eastern, *(encoding for encoding in CANDIDATES if encoding in found and encoding not in _EAST)]
    return [*found, *(candidate for candidate in candidates if candidate not in found)]


def _known(text: str) -> int:
    """How many different words of the catalogue and of its codes stand in a text."""
    return len(set(_cells(text)) & (known_words() | set(answers("sex")) | set(answers("yes_no"))))


def _cells(text: str) -> Iterator[str]:
    for line in text.splitlines()[:200]:
        for separator in ("\t", ";", "|"):
            line = line.replace(separator, ",")
        for cell in line.split(","):
            yield from (word for word in (plain(cell), *plain(cell.split("(")[0].split("（")[0]).split()) if not word.isascii())
