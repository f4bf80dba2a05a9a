"""Text that comes from a file or a record, made to be read as it stands: no Markdown, link, picture, formula or directive is made of it.

Streamlit reads nearly every sentence as Markdown. Most of what means something there can be escaped; what is looked for in the text after
that (addresses, emoji, icons, arrows) is parted by a word joiner, which has no width. Names that also stand in charts and lists are made
harmless by `plain_name`, which puts look-alikes in place of the signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from osteo_core.errors import ArtifactError, InvalidInput, Problem
from osteo_core.translations import translate
from pages._widgets.shared import language

MOST = 10
"""Problems that are told at once; of more, only their number."""
_JOINER = "\N{WORD JOINER}"
_SIGNS = re.compile(r"[\\`*\[\]<>$~|#&{}!^]|(?<![^\W_])_|_(?![^\W_])")
_START = re.compile(r"^([-+=])|^(\d+)([.)])(?=\s|$)")
_ADDRESS = re.compile(r"(?i)\bwww(?=\.)|@|:(?!\s)")
_ARROWS = re.compile(r"(?<!\S)(?=(?:<->|->|<-|--|>=|<=|~=)(?!\S))")


def as_text(text: object) -> str:
    """One line that Streamlit's Markdown shows letter by letter. Control characters and those that turn the writing round are blanks."""
    visible = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in str(text))
    line = _ARROWS.sub(_JOINER, " ".join(visible.split()))
    line = _ADDRESS.sub(lambda found: found[0] + _JOINER, line)
    line = _SIGNS.sub(lambda found: f"\\{found[0]}", line)
    return _START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)


def reason(error: ArtifactError | InvalidInput) -> str:
    """Why something was refused, in the session's language; of many reasons the first ten."""
    if isinstance(error, ArtifactError):
        return as_text(error.text(language.current()))
    return "  \n".join(_first(problem.text(language.current()) for problem in error.problems))


def listed(sentences: Iterable[Problem | str]) -> str:
    """Problems, or sentences that are text already, as a list; the first ten, then how many more there are."""
    lang = language.current()
    told = [as_text(one.text(lang)) if isinstance(one, Problem) else one for one in sentences]
    return "\n".join(f"- {line}" for line in _cut(told))


def _first(sentences: Iterable[str]) -> list[str]:
    return _cut([as_text(sentence) for sentence in sentences])


def _cut(lines: list[str]) -> list[str]:
    if len(lines) <= MOST:
        return lines
    return [*lines[:MOST], translate("fields.more", language.current(), n=len(lines) - MOST)]
