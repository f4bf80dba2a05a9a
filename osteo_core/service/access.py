"""Who calls, and whether that person or system may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

from osteo_core.service.rate import Rates
from osteo_core.service.refusals import Refused
from osteo_core.service.settings import Role, Settings
from osteo_core.service.tokens import Tokens

Permission = Literal["patients", "interfaces", "layers"]

_PERMITTED: dict[Role, frozenset[Permission]] = {
    "clinician": frozenset({"patients", "interfaces"}),
    "teacher": frozenset({"patients"}),
    "reviewer": frozenset(),
    "administrator": frozenset({"patients", "interfaces", "layers"}),
}


@dataclass(frozen=True)
class Caller:
    """A person (by the login's claim) or a record system (by its `iss`); `role` is None for a system and on one's own machine."""

    who: str
    role: Role | None = None


ByCookie = Callable[[Request], Caller | None]
"""Who is logged in on the dashboard, by the cookie of a request; None where nobody is."""

NOBODY = Caller("local")
"""On one's own machine without a login."""


def permitted(role: Role | None, what: Permission) -> bool:
    """True where a person of that role may; somebody without a role may nothing."""
    return role is not None and what in _PERMITTED[role]


@dataclass(frozen=True, kw_only=True)
class Access:
    """How a service tells who calls: `closed` where a call needs a login or a token; `rates` how often each may."""

    settings: Settings
    closed: bool
    tokens: Tokens
    rates: Rates
    by_cookie: ByCookie | None = None

    def caller(self, request: Request) -> Caller:
        """Who calls an interface.

        Raises:
            Refused: 401 without a login or token, 403 for a role that may not, 429 for one who calls too often.
        """
        return self._within_rate(request, self._caller)

    def hook_caller(self, request: Request) -> Caller:
        """Who calls a CDS service: always by token, unless the settings say otherwise on one's own machine. Raises as `caller`."""
        return self._within_rate(request, self._hook_caller)

    def _within_rate(self, request: Request, who: Callable[[Request], Caller]) -> Caller:
        """Those who are known share nothing but their own rate; those who are not, that of their address."""
        address = f"address {request.client.host if request.client else ''}"
        try:
            caller = who(request)
        except Refused:
            self.rates.take(address)
            raise
        self.rates.take(address if caller is NOBODY else f"caller {caller.who}")
        return caller

    def _caller(self, request: Request) -> Caller:
        if request.headers.get("authorization"):
            claims = self.tokens.check(request.headers["authorization"], self.audiences(request))
            return Caller(str(claims["iss"]))
        if not self.closed:
            return NOBODY
        person = self.by_cookie(request) if self.by_cookie else None
        if person is None:
            raise Refused(401, "token_absent", headers={"WWW-Authenticate": "Bearer"})
        if not permitted(person.role, "interfaces"):
            raise Refused(403, "role")
        return person

    def _hook_caller(self, request: Request) -> Caller:
        if self.hooks_without_token:
            return NOBODY
        claims = self.tokens.check(request.headers.get("authorization"), self.audiences(request))
        return Caller(str(claims["iss"]))

    @property
    def hooks_without_token(self) -> bool:
        """A hook may be called without a token: the settings say so, on one's own machine."""
        return self.settings.cds.without_token and not self.closed

    def audiences(self, request: Request) -> tuple[str, ...]:
        """What a token's `aud` may be: our public address, or under it the very address called."""
        base = self.settings.public_url
        if base is None:
            return ()
        return base, base + request.url.path
