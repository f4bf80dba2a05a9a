"""The errors of the project: one family, each message says where, what was wrong and what is allowed.

What a message quotes of an input may be anything that a file can hold. `as_line` makes it fit to be shown; every parameter of every message
goes through it, and through nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from osteo_core.translations import translate

MOST_LINES = 10
"""Problems that a message names; of the rest it gives the number."""

MOST_CHARACTERS = 1_000
"""Length of a line of a message."""

_MOST_OF_A_PART = 300
# Control and format characters (the bidirectional ones among them), lone surrogates, and what ends a line: none has a shape to show.
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_REPLACED = "�"
_BLANKS = re.compile(" {2,}")


def as_line(text: str, most: int = _MOST_OF_A_PART) -> str:
    """Text on one line of at most `most` characters: line ends and tabs are blanks, and what cannot be shown is "�"."""
    cut = text[: 2 * most]  # of a text of megabytes no more than this is looked at
    plain = cut if cut.isprintable() else "".join(c if c.isprintable() else _shown(c) for c in cut)
    line = _BLANKS.sub(" ", plain)
    return line if len(line) <= most and len(cut) == len(text) else line[: most - 1].rstrip() + "…"


def has_unshown(text: str) -> bool:
    """True for text with a character that cannot be shown: a control or bidirectional character, half of a surrogate pair."""
    return any(unicodedata.category(character) in _UNSHOWN for character in text if not character.isprintable())


def _shown(character: str) -> str:
    return " " if character.isspace() else _REPLACED


def _fit(value: Any) -> Any:
    """A parameter of a sentence as it can be shown; numbers stay numbers."""
    if isinstance(value, Mapping):
        return {language: _fit(text) for language, text in value.items()}
    return value if isinstance(value, (int, float)) else as_line(str(value))


class OsteoError(Exception):
    """Base of every error that a user of the project can act on."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input.

    `where` is a dotted field ("dxa.femoral_neck_bmd"), a column's name, or a description of the place;
    `row` is the index from 0 of a table's row (shown as row + 1), None for a single record;
    `key` and `params` give the sentence through `translate`; `names` among them is the number of things that a problem stands for.
    They hold what the input held; the texts made of them can be shown.
    """

    where: str
    key: str
    params: dict[str, Any] = field(default_factory=dict)
    row: int | None = None

    def sentence(self, language: str = "en") -> str:
        """What was wrong and what is allowed, without the place."""
        return as_line(translate(self.key, language, **{name: _fit(value) for name, value in self.params.items()}), MOST_CHARACTERS)

    def text(self, language: str = "en") -> str:
        """One line: where, what was wrong, what is allowed."""
        sentence, where = self.sentence(language), as_line(str(self.where))
        if self.row is not None:
            line = translate("errors.at_row", language, row=self.row + 1, column=where, sentence=sentence)
        elif not where:
            line = sentence
        else:
            line = translate("errors.at_field", language, where=where, sentence=sentence)
        return as_line(line, MOST_CHARACTERS)

    def __str__(self) -> str:
        return self.text()


class InvalidInput(OsteoError, ValueError):  # noqa: N818  (the name is part of the project's shared contract)
    """Input that is refused. `problems` holds every reason; `str()` names the first ten in English, one a line, and how many more."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.text("en"))

    def text(self, language: str = "en") -> str:
        """The first problems in one language, one a line; a last line says how many more there are."""
        lines = [problem.text(language) for problem in islice(self.problems, MOST_LINES)]
        if (more := sum(problem.params.get("names", 1) for problem in self.problems[MOST_LINES:])) > 0:
            lines.append(translate("errors.more", language, n=f"{more:,}"))
        return "\n".join(lines)


class ArtifactError(OsteoError):
    """A trained model's file that is missing, altered or does not fit this version of the program."""

    def __init__(self, key: str, **params: Any) -> None:
        self.key, self.params = key, params
        super().__init__(self.text("en"))

    def text(self, language: str = "en") -> str:
        """The problem and its remedy, in one language."""
        return Problem("", self.key, self.params).sentence(language)
