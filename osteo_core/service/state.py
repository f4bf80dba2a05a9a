"""One running service: its settings, its threads, its counts, its audit trail."""

from __future__ import annotations

from typing import Any

from osteo_core.errors import InvalidInput, Problem
from osteo_core.service import audit
from osteo_core.service.access import Access, ByCookie, Caller
from osteo_core.service.binding import Binding
from osteo_core.service.metrics import Metrics
from osteo_core.service.rate import Rates
from osteo_core.service.settings import Settings
from osteo_core.service.tokens import Tokens
from osteo_core.service.work import Workers


class Service:
    """What the routes of one process share.

    Args:
        closed: callers need a login or a token.
        by_cookie: who is logged in on the dashboard, where there is one.
    """

    def __init__(self, settings: Settings, *, closed: bool, by_cookie: ByCookie | None = None) -> None:
        self.settings = settings
        self.workers = Workers(settings.workers, settings.waiting)
        self.metrics = Metrics()
        rates = Rates(settings.calls_per_minute)
        self.access = Access(settings=settings, closed=closed, tokens=Tokens(settings.issuers), rates=rates, by_cookie=by_cookie)
        self.trail = audit.trail(settings.audit, login=settings.login is not None)

    def note(
        self, caller: Caller, action: str, *, model: str | None = None, layer: str | None = None, record_id: object = None, **rest: Any
    ) -> None:
        """One line of the audit trail."""
        mark = self.trail.mark(record_id)
        more = rest | ({"record": mark} if mark else {})
        self.trail.write(audit.entry(who=caller.who, role=caller.role, action=action, model=model, layer=layer, **more))


def open_service(settings: Settings, binding: Binding, by_cookie: ByCookie | None = None) -> Service:
    """The service for that binding. Raises InvalidInput where its audit trail cannot be written."""
    try:
        return Service(settings, closed=binding.closed, by_cookie=by_cookie)
    except OSError as error:
        where = settings.audit.folder if settings.audit else ""
        raise InvalidInput(
            Problem("audit.folder", "service.settings.audit", {"folder": where, "reason": error.strerror or str(error)})
        ) from None
