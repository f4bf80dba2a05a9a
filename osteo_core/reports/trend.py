"""What changed between the visits, against the least significant change: the newest change of each value, and BMD over the visits."""

from __future__ import annotations

from itertools import groupby

from osteo_core.catalogue import CATALOGUE
from osteo_core.records.change import Change, measured
from osteo_core.records.precision import BMD_FIELDS
from osteo_core.reports import charts
from osteo_core.reports.answers import Answered
from osteo_core.reports.charts import SitePoint
from osteo_core.reports.document import Chart, Heading, Part, Points, Table, Text
from osteo_core.reports.wording import MINUS, bmd, listed, number, say
from osteo_core.translations import translate


def trend(found: Answered, language: str) -> tuple[Part, ...]:
    """Nothing for a record without two visits to compare; else heading, table, chart, and what the limits rest on."""
    newest = [list(of_field)[-1] for _, of_field in groupby(found.changes, key=lambda change: change.field)]
    if not newest:
        return ()
    compared = [change for change in newest if change.reason is None]
    refused = [change for change in found.changes if change.reason is not None]
    table = Table(
        caption="",
        head=tuple(say(f"trend.{name}", language) for name in ("field", "from", "to", "change", "lsc", "verdict")),
        rows=tuple(_row(change, language) for change in compared),
        widths=(2.9, 2.1, 2.1, 2.1, 2.1, 3.2),
        numbers=(3, 4),
    )
    chart = _chart(found, compared, language)
    return (
        Heading(say("trend.title", language)),
        *((table,) if compared else ()),
        *((chart,) if chart else ()),
        *((Points(tuple(_refusal(change, language) for change in refused)),) if refused else ()),
        Text(_help(compared, language, charted=chart is not None), "small"),
    )


def _row(change: Change, language: str) -> tuple[str, ...]:
    """Field; both values with their dates; the change with its per cent; its limit; what that makes of it."""
    feature = CATALOGUE[change.field]
    unit = feature.unit_in(language)

    def value(amount: float, day: str) -> str:
        return say("trend.value", language, value=bmd(amount) if change.field in BMD_FIELDS else number(feature, amount), date=day)

    absolute = f"{change.absolute:+.{feature.decimals}f}".replace("-", MINUS)
    percent = f"{change.percent:+.1f}".replace("-", MINUS)
    return (
        f"{feature.label_in(language)} ({unit})",
        value(change.before, change.start.isoformat()),
        value(change.after, change.end.isoformat()),
        f"{absolute} ({percent} %)",
        f"±{change.lsc:.{feature.decimals}f} ({change.lsc_percent:.1f} %)",
        say("trend.judged", language, verdict=translate(f"records.verdict.{change.verdict}", language), probability=change.sure_percent),
    )


def _refusal(change: Change, language: str) -> tuple[str, str]:
    when = say("trend.between", language, start=change.start.isoformat(), end=change.end.isoformat())
    lead = say("lead", language, text=f"{CATALOGUE[change.field].label_in(language)}{when}")
    return lead, "" if change.reason is None else change.reason.text(language)


def _help(compared: list[Change], language: str, *, charted: bool) -> str:
    """What the limits rest on, what was taken as the same, and for markers where their limit is published."""
    sentences = [say("trend.help", language), *([say("trend.band", language)] if charted else [])]
    if any(change.default and not change.source for change in compared):
        sentences.append(say("trend.default", language))
    if unsaid := list(dict.fromkeys(what for change in compared for what in change.unsaid)):
        sentences.append(say("trend.unsaid", language, what=listed((say(f"trend.what.{what}", language) for what in unsaid), language)))
    if sources := list(dict.fromkeys(change.source for change in compared if change.source)):
        sentences.append(say("trend.markers", language, sources=say("part_separator", language).join(sources)))
    return say("sentence_separator", language).join(sentences)


def _chart(found: Answered, compared: list[Change], language: str) -> Chart | None:
    """BMD of each compared site over the visits measured on the newest scan's machine."""
    points = []
    for change in compared:
        if change.field not in BMD_FIELDS:
            continue
        label = CATALOGUE[change.field].label_in(language)
        for visit in measured(found.record, change.field):
            if visit.date is not None and visit.patient.dxa is not None and _same_maker(found, visit.patient.dxa.manufacturer):
                value = float(getattr(visit.patient.dxa, change.field))
                points.append(SitePoint(label=label, day=visit.date.isoformat(), value=value, error=(change.lsc or 0.0)))
    return charts.over_time(points, language) if points else None


def _same_maker(found: Answered, maker: str | None) -> bool:
    dxa = found.patient.dxa
    return dxa is not None and maker == dxa.manufacturer
