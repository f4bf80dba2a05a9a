"""A document as one HTML file: nothing is fetched from anywhere, every text is escaped, and it prints.

The charts stand in it twice: as drawn for print, which is what a reader without scripts or a printer sees, and as specifications that the
scripts in the file turn into charts with the numbers under the pointer.
"""

from __future__ import annotations

import datetime
import json
from html import escape
from typing import Any

from osteo_core.released import reading
from osteo_core.reports import pictures
from osteo_core.reports.document import Beside, Chart, Document, Heading, Numbers, Part, Points, Table, Text
from osteo_core.reports.glyphs import FILES

LANGUAGE_TAGS = {"en": "en", "zh": "zh-CN"}

# No address may be asked for anything: what the file needs is in it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
# What may not stand as it is in an address inside an attribute; base64 would make the pictures longer still.
_IN_ADDRESS = {ord(character): f"%{ord(character):02X}" for character in '%#<>"&\n'}
_START = """
for (const place of document.querySelectorAll("[data-chart]")) {
  const spec = JSON.parse(document.getElementById("spec-" + place.dataset.chart).textContent);
  const drawn = document.createElement("div");
  vegaEmbed(drawn, spec, { renderer: "svg", actions: false, ast: true }).then(() => {
    place.classList.add("live");
    drawn.setAttribute("aria-hidden", "true");
    place.append(drawn);
  });
}
"""


def web(document: Document, date: datetime.date) -> str:
    """The document as an HTML page; `date` is when it was made."""
    charts = document.charts()
    body = "\n".join(_part(part) for part in document.parts)
    facts = " ".join(f"<span>{escape(what)} <b>{escape(value)}</b></span>" for what, value in document.facts)
    specs = "\n".join(
        f'<script type="application/json" id="spec-{escape(chart.name)}">{_in_script(dict(chart.spec))}</script>' for chart in charts
    )
    return f"""<!DOCTYPE html>
<html lang="{LANGUAGE_TAGS.get(document.language, document.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{escape(document.subject)}">
<meta name="date" content="{date.isoformat()}">
<title>{escape(document.title)}</title>
<style>{_file("report.css")}</style>
</head>
<body class="{"large" if document.large else "dense"}">
<main>
<h1>{escape(document.title)}</h1>
<p class="facts">{facts}</p>
<p class="notice">{escape(document.notice)}</p>
{body}
</main>
<footer><p>{escape(document.footer)}</p></footer>
{specs}
<script>{_file("vega.js")}</script>
<script>{_START}</script>
</body>
</html>
"""


def _part(part: Part) -> str:
    if isinstance(part, Heading):
        return f"<h2>{escape(part.text)}</h2>"
    if isinstance(part, Text):
        return f'<p class="{part.look}">{escape(part.text)}</p>'
    if isinstance(part, Points):
        return _points(part)
    if isinstance(part, Table):
        return _table(part)
    if isinstance(part, Numbers):
        return _numbers(part)
    if isinstance(part, Chart):
        return _chart(part)
    return _beside(part)


def _points(part: Points) -> str:
    items = "".join(f"<li>{f'<b>{escape(lead)}</b> ' if lead else ''}{escape(text)}</li>" for lead, text in part.points)
    return f"<ul>{items}</ul>"


def _table(part: Table) -> str:
    def cells(tag: str, row: tuple[str, ...]) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        return "".join(f"<{tag}{scope}{' class=number' if i in part.numbers else ''}>{escape(text)}</{tag}>" for i, text in enumerate(row))

    caption = f"<caption>{escape(part.caption)}</caption>" if part.caption else ""
    rows = "".join(f"<tr>{cells('td', row)}</tr>" for row in part.rows)
    look = ' class="small"' if part.small else ""
    whole = sum(part.widths)
    columns = "".join(f'<col style="width: {100 * width / whole:.1f}%">' for width in part.widths)
    head = f"<thead><tr>{cells('th', part.head)}</tr></thead>"
    return f'<div class="wide"><table{look}>{caption}<colgroup>{columns}</colgroup>{head}<tbody>{rows}</tbody></table></div>'


def _numbers(part: Numbers) -> str:
    boxes = "".join(
        f"<div><p>{escape(what)}</p><p>{escape(number)}</p><p>{escape(detail)}</p></div>" for what, number, detail in part.numbers
    )
    return f'<div class="numbers">{boxes}</div>'


def _beside(part: Beside) -> str:
    columns = "".join(f"<div>{''.join(_part(inner) for inner in column)}</div>" for column in (part.left, part.right))
    return f'<div class="beside" style="grid-template-columns: {part.share:.2f}fr {1 - part.share:.2f}fr">{columns}</div>'


def _chart(part: Chart) -> str:
    drawn = pictures.svg(part.spec).decode().translate(_IN_ADDRESS)
    image = f'<img src="data:image/svg+xml;charset=utf-8,{drawn}" alt="{escape(part.alt)}">'
    return f'<figure data-chart="{escape(part.name)}">{image}</figure>'


def _in_script(spec: dict[str, Any]) -> str:
    """JSON that cannot end the element that holds it."""
    return json.dumps(spec, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _file(name: str) -> str:
    path = FILES / name
    with reading(path):
        return path.read_text(encoding="utf-8")
