"""Tables of one's own that other pages of this session may show: held here by the page that took them, and let go of with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

if TYPE_CHECKING:
    from osteo_core.evaluation.reports.study import Study

Source = Literal["data", "hospital", "predictions"]
_OFFERED = "own.tables"
_MOST_MADE = 12


@dataclass(frozen=True, kw_only=True)
class OwnTable:
    """A table as its page took it.

    Attributes:
        source: which page; key: changes with the table and with how it was read; name, content: of the file.
        study: outcome and predictions, of a table of predictions.
        made: what was computed from it.
    """

    source: Source
    key: tuple[Hashable, ...]
    name: str
    content: bytes = field(repr=False)
    study: Study | None = field(default=None, repr=False)
    made: dict[tuple[Hashable, ...], Any] = field(default_factory=dict, repr=False)

    def kept(self, key: tuple[Hashable, ...], make: Callable[[], Any]) -> Any:
        """What `make` gives, computed once and let go of with the table."""
        if key not in self.made:
            made = make()
            while len(self.made) >= _MOST_MADE:
                self.made.pop(next(iter(self.made)))
            self.made[key] = made
        return self.made[key]


def offer(source: Source, key: tuple[Hashable, ...], name: str, content: bytes, study: Study | None = None) -> None:
    """Put a table in the place of the one that its page offered before, unless it is the same."""
    held: dict[Source, OwnTable] = st.session_state.setdefault(_OFFERED, {})
    if source not in held or held[source].key != key:
        held[source] = OwnTable(source=source, key=key, name=name, content=content, study=study)


def withdraw(source: Source) -> None:
    """Let go of a page's table and of all that was made of it."""
    st.session_state.setdefault(_OFFERED, {}).pop(source, None)


def offered() -> dict[Source, OwnTable]:
    """The tables of this session by the page that took them."""
    return dict(st.session_state.get(_OFFERED, {}))
