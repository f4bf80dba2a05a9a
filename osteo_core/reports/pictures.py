"""Charts drawn for print: Vega-Lite specifications as SVG, by Vega itself in this process, without a browser and without a network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from osteo_core.reports.glyphs import FILES

VEGA_LITE = "6.4"
"""The version that the specifications are written for; fixed, so that a picture stays the same."""


def svg(spec: Mapping[str, Any]) -> bytes:
    """A chart as SVG, the same bytes each time; a remote address in it is refused."""
    import vl_convert

    _fonts()
    drawn: str = vl_convert.vegalite_to_svg(json.dumps(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    return drawn.encode()


@cache
def _fonts() -> None:
    """Words are measured in the font in which they will stand."""
    import vl_convert

    vl_convert.register_font_directory(str(FILES))
