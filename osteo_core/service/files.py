"""`/api/v1/record` and `/api/v1/report`: what another system's file holds, and a patient's report as a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import DEFAULT_MODEL
from osteo_core.errors import InvalidInput
from osteo_core.service import queries
from osteo_core.service.bodies import read_any, read_json
from osteo_core.service.models import MOST_PATIENTS
from osteo_core.service.refusals import Refused, json_answer, language_of, refused_in_its_place
from osteo_core.service.state import Service

MEDIA_TYPES = ("application/json", "application/fhir+json", "application/dicom", "application/pdf", "text/plain")
"""Of a file that `record` reads; which it is, is told by what it holds."""

READERS, KINDS = ("clinician", "patient"), {"pdf": "application/pdf", "html": "text/html; charset=utf-8", "fhir": "application/fhir+json"}
YES_NO = ("true", "false")
MOST_DAYS = 366
"""Days apart that may be put together into one visit."""

_ENDINGS = {"fhir": "json"}
NAME = "record"
"""What the file is called in the answer: over HTTP it has no name."""


def routes(service: Service) -> list[Route]:
    """The two interfaces."""

    async def record(request: Request) -> Response:
        from osteo_core.records.sources.read import MOST_MB

        caller, language = service.access.caller(request), language_of(request)
        queries.only(request, "accept", "together", "manufacturer")
        accept = queries.one_of(request, "accept", YES_NO, "false") == "true"
        days = queries.whole_number(request, "together", MOST_DAYS)
        maker = queries.one_of(request, "manufacturer", CATALOGUE["manufacturer"].categories, None)
        _require_kind(request)
        content = await read_any(request, MOST_MB * 1_000_000)
        several = await service.workers.run(_several, content)
        if several is None:
            found: Any = await service.workers.run(_listed, content, accept, maker, days, language)
            service.note(caller, "record")
            return json_answer(found, language)
        if len(several) > MOST_PATIENTS:
            raise Refused(422, "batch", n=f"{len(several):,}", limit=f"{MOST_PATIENTS:,}")
        found = [await service.workers.run(_or_refused, one, accept, maker, days, language) for one in several]
        service.note(caller, "record", people=len(several))
        return json_answer(found, language)

    async def report(request: Request) -> Response:
        caller, language = service.access.caller(request), language_of(request)
        queries.only(request, "for", "format", "date")
        reader = queries.one_of(request, "for", READERS, READERS[0])
        kind = queries.one_of(request, "format", tuple(KINDS), "pdf")
        given = await read_json(request)
        if isinstance(given, list):
            raise Refused(422, "one_record")
        made, layer = await service.workers.run(_report, given, reader, kind, request.query_params.get("date"), language)
        service.note(caller, "report", model=DEFAULT_MODEL, layer=layer, record_id=given.get("id") if isinstance(given, dict) else None)
        headers = {
            "Content-Language": language,
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="report.{_ENDINGS.get(str(kind), kind)}"',
        }
        return Response(made, media_type=KINDS[str(kind)], headers=headers)

    return [Route("/record", record, methods=["POST"]), Route("/report", report, methods=["POST"])]


def _require_kind(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in MEDIA_TYPES and not (kind.startswith("application/") and kind.endswith("+json")):
        raise Refused(415, "file_type", allowed=", ".join(MEDIA_TYPES))


def _several(content: bytes) -> list[Any] | None:
    """The documents of a list; None for a file alone."""
    from osteo_core.records.sources.read import several

    return several(content, NAME)


def _listed(given: Any, accept: bool, maker: str | None, days: int, language: str) -> dict[str, Any]:
    """What `record FILE --format json` prints, in a worker."""
    from osteo_core.records.sources.listing import record_document
    from osteo_core.records.sources.read import read_source
    from osteo_core.records.sources.settle import accepted, with_maker
    from osteo_core.records.sources.together import together

    today = date.today()
    values, remarks = read_source(given, NAME, today)
    if maker is not None:
        values = with_maker(values, maker)
    values = together(values, days)
    return record_document(values, accepted(values, today) if accept else None, language, remarks=remarks)


def _or_refused(given: Any, accept: bool, maker: str | None, days: int, language: str) -> dict[str, Any]:
    try:
        return _listed(given, accept, maker, days, language)
    except InvalidInput as refused:
        return refused_in_its_place(refused, language)


def _report(given: Any, reader: Any, kind: Any, day: str | None, language: str) -> tuple[bytes, str | None]:
    """What `report` writes, in a worker, and the leading network's calibration layers, None without any."""
    from osteo_core.model import load_model
    from osteo_core.recalibration.adopted import in_force
    from osteo_core.recalibration.layer_files import named
    from osteo_core.records import Record
    from osteo_core.records.reading import read_record
    from osteo_core.reports.answers import ask
    from osteo_core.reports.make import date_of, make

    made_on = date_of(day, "date")
    found = ask(Record(**read_record(given, date.today())))
    return make(found, reader, language, kind, made_on), named(in_force(load_model(found.model).artifact))
