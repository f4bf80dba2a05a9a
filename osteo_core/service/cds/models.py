"""The shapes of CDS Hooks 2.0 as far as this service speaks it, for the OpenAPI document; requests are read by `routes` and `fhir`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

UUID_PATTERN = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
FHIR_ID_PATTERN = r"^[A-Za-z0-9\-.]{1,64}$"
MOST_FEEDBACK = 100
LONGEST_SUMMARY = 139
"""Characters of a card's summary; CDS Hooks asks for fewer than 140."""

Uuid = Annotated[str, Field(pattern=UUID_PATTERN)]


class _Sent(BaseModel):
    """What a client sends may hold more, which is not read."""

    model_config = ConfigDict(extra="allow")


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class HookContext(_Sent):
    """Who looks at whom."""

    userId: Annotated[str, Field(min_length=1)]  # noqa: N815  (as CDS Hooks spells it)
    patientId: Annotated[str, Field(pattern=FHIR_ID_PATTERN)]  # noqa: N815


class HookRequest(_Sent):
    """A patient is opened. `prefetch` holds what discovery asks for: a Patient, and Bundles (null: nothing was found)."""

    hook: Literal["patient-view"]
    hookInstance: Uuid  # noqa: N815
    context: HookContext
    prefetch: dict[str, dict[str, Any] | None] | None = None


class CardSource(_Answer):
    """Who says so."""

    label: str
    url: str | None = None


class CardLink(_Answer):
    """Where there is more."""

    label: str
    url: str
    type: Literal["absolute"]


class Card(_Answer):
    """One thing to be said; `detail` is Markdown."""

    uuid: Uuid
    summary: Annotated[str, Field(max_length=LONGEST_SUMMARY)]
    detail: str
    indicator: Literal["info", "warning", "critical"]
    source: CardSource
    links: list[CardLink] | None = None


class HookAnswer(_Answer):
    """The cards; none where nothing is to be said."""

    cards: list[Card]


class CdsService(_Answer):
    """The hook, and the searches whose answers it needs."""

    hook: Literal["patient-view"]
    id: str
    title: str
    description: str
    usageRequirements: str  # noqa: N815
    prefetch: dict[str, str]


class CdsServices(_Answer):
    """Discovery."""

    services: list[CdsService]


class CardOutcome(_Sent):
    """What became of one card."""

    card: Uuid
    outcome: Literal["accepted", "overridden"]


class Feedback(_Sent):
    """What became of cards."""

    feedback: Annotated[list[CardOutcome], Field(min_length=1, max_length=MOST_FEEDBACK)]


class Taken(_Answer):
    """An empty object."""
