"""One threshold for every chart and figure of a page: a slider, and a field to type it into."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from osteo_core.translations import one_after_another, translate
from pages._widgets.shared import language, number_field
from pages._widgets.shared.language import Translator

LEAST, MOST = 1, 99
_MESSAGE = 900


@dataclass
class SliderInputSync:
    """A slider and a field that show one value, the browser being a moment behind: it still tells of one what has been replaced since.

    `value`: in percent; `moved`: which of the two the reader moved last; `sent`: values put into them that the browser may yet tell.
    """

    value: int
    moved: int = 0
    sent: list[int] = field(default_factory=list)

    def settle(self, slider: int, typed: int) -> int:
        """The value, now that the browser tells these: of two that differ from it, the one that only catches up is not the reader's."""
        told = (slider, typed)
        others = [which for which in (0, 1) if told[which] != self.value]
        fresh = [which for which in others if told[which] not in self.sent]
        if len(others) == 1 or len(fresh) == 1:
            self.moved = (fresh or others)[0]
        self.sent = [*self.sent, self.value] if others else []
        if others:
            self.value = told[self.moved]
        return self.value


def choose(page: str, start: int, tr: Translator) -> float:
    """The threshold in 0.01..0.99. The slider's is in the page's address, which holds nothing about anybody.

    A text that is no whole percent is refused beside its box and stays; the threshold is then the one that the slider shows.
    """
    slider, typed, kept = f"{page}_threshold", f"{page}.threshold.typed", f"{page}.threshold.pair"
    state = st.session_state
    if slider not in state:
        state[slider] = state[kept].value if kept in state else _in_address(slider, start)
    pair = state.setdefault(kept, SliderInputSync(state[slider]))
    asked = number_field.of_page(tr("performance.control.threshold"), LEAST, MOST, whole=True, unit="%")
    before, written = pair.value, asked.read(state.get(typed, str(pair.value))).value
    now = pair.settle(state[slider], before if written is None else int(written))
    if state[slider] != now:
        state[slider] = now
    if typed not in state or (written != now and (written is not None or now != before)):
        state[typed] = str(now)
    st.slider(
        tr("performance.control.threshold"), LEAST, MOST, key=slider, format="%d %%", bind="query-params", width=126,
        help=tr("performance.control.threshold_help"),
    )  # fmt: skip
    number_field.box(asked, typed, label=tr("performance.control.threshold_typed"), shown=False, width=84)
    if (problem := asked.read(state[typed]).problem) is not None:
        with st.container(width=_MESSAGE):  # too wide for the row of controls: a line of its own under it
            why = translate(problem.key, language.current(), **problem.params)
            number_field.say(one_after_another(why, tr("performance.control.kept", percent=now)))
    return now / 100


def _in_address(key: str, start: int) -> int:
    """What the address asks for, where it is a threshold."""
    asked = st.query_params.get(key, "")
    return int(asked) if asked.isdecimal() and LEAST <= int(asked) <= MOST else start
