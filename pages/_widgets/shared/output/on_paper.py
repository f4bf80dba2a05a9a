"""A page printed: what is said, without what is pressed.

The page is as long as it is, not a window of it; columns keep their place; neither a word nor a chart is cut in two.
"""

from __future__ import annotations

_PRESSED = (
    "stSidebar", "stHeader", "stToolbar", "stStatusWidget", "stPopover", "stFileUploader", "stButton", "stPageLink", "stTooltipIcon",
    "stRadio", "stSlider", "stMultiSelect", "stToggle", "stHeaderActionElements",
)  # fmt: skip
_WINDOWS = ("stApp", "stAppViewContainer", "stMain", "stMainBlockContainer")


def _all(names: tuple[str, ...]) -> str:
    return ", ".join(f'[data-testid="{name}"]' for name in names)


STYLE = f"""<style>@media print {{
@page {{ margin: 12mm; }}
html {{ font-size: 13px !important; }}
:is({_all(_PRESSED)}, .chart-save) {{ display: none !important; }}
:is(html, body, #root, {_all(_WINDOWS)}) {{ position: static !important; height: auto !important; overflow: visible !important; }}
[data-testid="stMainBlockContainer"] {{ max-width: none; padding: 0; }}
[data-testid="stHorizontalBlock"] {{ flex-wrap: nowrap; }}
[data-testid="stColumn"] {{ min-width: 0 !important; }}
:is(td, th, p, li, h1, h2, h3) {{ overflow-wrap: normal !important; word-break: normal !important; hyphens: manual; }}
:is([data-testid="stTable"], .st-key-compare_table, table) {{ overflow: visible !important; min-width: 0 !important; }}
:is(td, th), :is(td, th) * {{ font-size: 9px !important; }}
:is([data-testid="stPlotlyChart"], tr, [data-testid="stAlert"]) {{ break-inside: avoid; }}
:is(h1, h2, h3) {{ break-after: avoid; }}
}}</style>"""
