"""The errors of the project: one family, each message says where, what was wrong and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from osteo_core.translations import translate


class OsteoError(Exception):
    """Base of every error that a user of the project can act on."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input.

    `where` is a dotted field ("dxa.femoral_neck_bmd"), a column's name, or a description of the place;
    `row` is the index from 0 of a table's row (shown as row + 1), None for a single record;
    `key` and `params` give the sentence through `translate`.
    """

    where: str
    key: str
    params: dict[str, Any] = field(default_factory=dict)
    row: int | None = None

    def text(self, language: str = "en") -> str:
        """One line: where, what was wrong, what is allowed."""
        sentence = translate(self.key, language, **self.params)
        if self.row is not None:
            return translate("errors.at_row", language, row=self.row + 1, column=self.where, sentence=sentence)
        if not self.where:
            return sentence
        return translate("errors.at_field", language, where=self.where, sentence=sentence)

    def __str__(self) -> str:
        return self.text()


class InvalidInput(OsteoError, ValueError):  # noqa: N818  (the name is part of the project's shared contract)
    """Input that is refused. `problems` holds every reason; `str()` gives them in English, one a line."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(problem.text("en") for problem in self.problems))

    def text(self, language: str = "en") -> str:
        """The problems in one language, one a line."""
        return "\n".join(problem.text(language) for problem in self.problems)


class ArtifactError(OsteoError):
    """A trained model's file that is missing, altered or does not fit this version of the program."""

    def __init__(self, key: str, **params: Any) -> None:
        self.key, self.params = key, params
        super().__init__(translate(key, "en", **params))

    def text(self, language: str = "en") -> str:
        """What is wrong and what to do, in one language."""
        return translate(self.key, language, **self.params)
