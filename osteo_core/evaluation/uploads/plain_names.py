"""Names from somebody's file, made harmless: shown as they read, never taken for Markdown, HTML, a template or a formula."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_LONGEST = 60
_NOTHING = "—"
# Look-alikes of every character that Markdown (with Streamlit's :directives: and $formulas$), HTML or Plotly's templates give a meaning.
_LOOK_ALIKES = str.maketrans(
    {
        "<": "‹", ">": "›", "&": "＆", '"': "”", "'": "’", "`": "ˋ", "*": "∗", "~": "∼", "#": "＃", "$": "＄", "|": "∣", "\\": "＼",
        "[": "［", "]": "］", "{": "｛", "}": "｝", ":": "∶", "@": "＠", "!": "！", "^": "＾",
    }
)  # fmt: skip
_OUTER_UNDERSCORES = re.compile(r"(?<![^\W_])(?<!_)_+|_+(?!_)(?![^\W_])")  # between letters they mean nothing
_WEB = re.compile(r"(?i)\bwww\.")
# What Markdown takes for a list or a rule, and a spreadsheet for a formula, at the start of a line.
_START = {"-": "‐", "+": "＋", "=": "＝"}
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")


def plain_name(name: str) -> str:
    """A column's name or a group's label as a page can show it: one line, at most 60 characters, harmless; "—" for an empty one."""
    plain = plain_text(name)
    return (plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…") or _NOTHING


def plain_text(text: str) -> str:
    """Any text from a file as one harmless line. Control characters, invisible ones and those that turn the writing round are blanks."""
    visible = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    line = " ".join(visible.split()).translate(_LOOK_ALIKES)
    line = _OUTER_UNDERSCORES.sub(lambda found: "＿" * len(found[0]), line)
    line = _WEB.sub(lambda found: found[0][:-1] + "．", line)
    line = _NUMBERED.sub(r"\1．" if ")" not in line[:8] else r"\1）", line)
    return _START.get(line[:1], line[:1]) + line[1:]


def distinct_plain_names(names: Sequence[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Each name's `plain_name`; where two would be shown alike, or one is `taken`, with a number behind it."""
    used, distinct = set(taken), dict[str, str]()
    for name in dict.fromkeys(names):
        plain, number = plain_name(name), 1
        while (shown := plain if number == 1 else f"{plain} ({number})") in used:
            number += 1
        used.add(shown)
        distinct[name] = shown
    return distinct
