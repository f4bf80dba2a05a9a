"""The service of this process, for the pages that run beside it; none under `make run`, where there is only the dashboard."""

from __future__ import annotations

from osteo_core.service.state import Service

_services: list[Service] = []


def announce(service: Service) -> None:
    """From now on `current` is this one."""
    _services[:] = [service]


def current() -> Service | None:
    """The service beside which the pages run."""
    return _services[0] if _services else None
