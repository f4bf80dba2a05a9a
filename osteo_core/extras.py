"""What only some commands need: packages of an extra, or a checkout. Asked for before any work begins."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from osteo_core.errors import OsteoError
from osteo_core.translations import translate

EXTRAS: Final = {"train": ("lightgbm", "interpret"), "gait": ("mobgap",)}
"""Modules of each extra; pyproject.toml says in which versions."""


class MissingExtraError(OsteoError):
    """A command needs packages that were not installed with the program."""

    def __init__(self, extra: str, absent: tuple[str, ...]) -> None:
        self.params = {"extra": extra, "packages": ", ".join(absent)}
        super().__init__(self.text())

    def text(self, language: str = "en") -> str:
        """The missing package and how to install it, in one language."""
        return translate("errors.extra_missing", language, **self.params)


class NeedsCheckoutError(OsteoError):
    """A command that writes the files that ship was given to an installed package."""

    def __init__(self) -> None:
        super().__init__(self.text())

    def text(self, language: str = "en") -> str:
        """Where the command can be run, in one language."""
        return translate("errors.needs_checkout", language)


def require_extra(extra: str) -> None:
    """Return when every package of `extra` can be imported; nothing is imported here.

    Raises:
        MissingExtraError: one is absent; the message names it and the command that installs it.
    """
    absent = tuple(module for module in EXTRAS[extra] if find_spec(module) is None)
    if absent:
        raise MissingExtraError(extra, absent)
