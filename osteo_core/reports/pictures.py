"""Charts drawn for print: Vega-Lite specifications as SVG, by Vega itself in this process, without a browser and without a network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

WIDTHS = "Noto Sans CJK SC Widths"
"""A font as wide as the shipped one at every character, in which all Chinese characters share one shape: words are measured in it ten times
faster, and alike on every computer, whatever fonts that has. Nothing is drawn in it."""

WIDTHS_FOLDER = Path(__file__).with_name("widths")

VEGA_LITE = "6.4"
"""The version that the specifications are written for; fixed, so that a picture stays the same."""


def svg(spec: Mapping[str, Any]) -> bytes:
    """A chart as SVG, the same bytes each time; a remote address in it is refused."""
    import vl_convert

    _measuring_font()
    measured = f"'{WIDTHS}', "
    config = {**spec["config"], "font": measured + spec["config"]["font"]}
    drawn: str = vl_convert.vegalite_to_svg(json.dumps({**spec, "config": config}), vl_version=VEGA_LITE, allowed_base_urls=[])
    # Said once for the whole picture, and without the font that it was measured in.
    return (
        drawn.replace(f' font-family="{config["font"]}"', "").replace("<svg ", f'<svg font-family="{spec["config"]["font"]}" ', 1).encode()
    )


@cache
def _measuring_font() -> None:
    """Words are measured as wide as they will stand."""
    import vl_convert

    vl_convert.register_font_directory(str(WIDTHS_FOLDER))
