"""The settings of a service: one TOML file, named by OSTEO_SETTINGS; a few have an environment variable of their own."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from osteo_core.errors import InvalidInput, Problem

FILE, PUBLIC_URL, ALLOWED_HOSTS = "OSTEO_SETTINGS", "OSTEO_PUBLIC_URL", "OSTEO_ALLOWED_HOSTS"
LOOPBACK = ("127.0.0.1", "::1", "localhost")

Role = Literal["clinician", "reviewer", "teacher", "administrator"]
"""clinician: patients and everything else; teacher: everything but the interfaces; reviewer: the pages that judge the models, no patient;
administrator: as a clinician, and the calibration layers."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Login(_Strict):
    """An OpenID Connect provider, and which role the values of one claim give."""

    server_metadata_url: str
    client_id: str
    client_secret: str
    cookie_secret: str = Field(min_length=32)
    redirect_uri: str | None = None
    role_claim: str = "roles"
    roles: dict[str, Role] = {role: role for role in ("clinician", "reviewer", "teacher", "administrator")}
    who_claim: str = "sub"

    def role(self, claims: Mapping[str, Any]) -> Role | None:
        """The role of somebody with these claims, the widest where several are given; None without any."""
        given = claims.get(self.role_claim)
        values = given if isinstance(given, list | tuple) else [given]
        found = {self.roles[value] for value in values if isinstance(value, str) and value in self.roles}
        return next((role for role in ("administrator", "clinician", "teacher", "reviewer") if role in found), None)


class Issuer(_Strict):
    """A record system whose tokens are taken: its `iss`, the only `jku` allowed, and its keys as a file or as that `jku` answers."""

    iss: str
    jku: str | None = None
    keys: Path | None = None

    @model_validator(mode="after")
    def _has_keys(self) -> Self:
        if self.jku is None and self.keys is None:
            raise ValueError("jku or keys (a JWKS file) is needed")
        if self.jku is not None and not _fetchable(self.jku):
            raise ValueError("jku must be an https address (http on this machine only)")
        return self


class Cds(_Strict):
    """CDS Hooks: web origins that may call from a browser, the rule set of the card, and whether calls without a token are taken."""

    origins: tuple[str, ...] = ()
    rule_set: str = "bhof_2022"
    without_token: bool = False


class Audit(_Strict):
    """Where the audit trail is written, the key of its HMACs, and when a file is full."""

    folder: Path
    key: str = Field(min_length=16)
    most_mb: float = Field(default=10, gt=0)
    files: int = Field(default=100, ge=1)


class Settings(_Strict):
    """Everything that an operator decides.

    `calls_per_minute`: of one caller of the interfaces (a person, a record system; without either an address); `messages_per_minute`: of
    one session of the dashboard, whose further messages wait.
    """

    public_url: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    idle_minutes: float = Field(default=30, gt=0)
    workers: int = Field(default_factory=lambda: min(4, os.cpu_count() or 1), ge=1, le=64)
    waiting: int = Field(default=64, ge=1)
    calls_per_minute: float = Field(default=1200, ge=1)
    messages_per_minute: float = Field(default=1200, ge=1)
    metrics_from: tuple[str, ...] = ("127.0.0.1", "::1")
    login: Login | None = None
    issuers: tuple[Issuer, ...] = ()
    cds: Cds = Cds()
    audit: Audit | None = None

    @field_validator("public_url")
    @classmethod
    def _plain_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("an address such as https://osteo.hospital.example is needed")
        return value.rstrip("/")

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every name under which this service may be called."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        return tuple(dict.fromkeys([*self.allowed_hosts, *([public] if public else []), *LOOPBACK]))


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that the environment names.

    Raises:
        InvalidInput: the file is missing, is not TOML, or has an entry that is unknown or wrong.
    """
    place = environment.get(FILE)
    table = _table(Path(place)) if place else {}
    if environment.get(PUBLIC_URL):
        table["public_url"] = environment[PUBLIC_URL]
    if environment.get(ALLOWED_HOSTS):
        table["allowed_hosts"] = [host.strip() for host in environment[ALLOWED_HOSTS].split(",") if host.strip()]
    try:
        settings = Settings.model_validate(table)
    except ValidationError as error:
        raise InvalidInput([_problem(line) for line in error.errors(include_url=False)]) from None
    from osteo_core.scores.rules.decide import rule_sets

    names = [rules.name for rules in rule_sets()]
    if settings.cds.rule_set not in names:
        raise InvalidInput(Problem("cds.rule_set", "service.settings.rule_set", {"allowed": ", ".join(names)}))
    return settings


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(Problem(str(path), "service.settings.unreadable", {"reason": error.strerror or str(error)})) from None
    except ValueError as error:  # not UTF-8, not TOML
        raise InvalidInput(Problem(str(path), "service.settings.unreadable", {"reason": str(error)})) from None


def _problem(line: Any) -> Problem:
    """One refused entry; the value itself may be a secret and is not said."""
    return Problem(".".join(map(str, line["loc"])), "service.settings.wrong", {"reason": line["msg"]})


def _fetchable(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
