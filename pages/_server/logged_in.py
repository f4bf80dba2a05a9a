"""Who is logged in on the dashboard, for calls of the interfaces from the same browser."""

from __future__ import annotations

import json

from starlette.requests import Request
from streamlit.web.server.starlette.starlette_auth_routes import _get_cookie_value_from_request
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from osteo_core.service.access import ByCookie, Caller
from osteo_core.service.settings import Settings


def by_cookie(settings: Settings) -> ByCookie | None:
    """A reader of the cookie that `st.login` signs; None without a login."""
    login = settings.login
    if login is None:
        return None

    def caller(request: Request) -> Caller | None:
        signed = _get_cookie_value_from_request(request, USER_COOKIE_NAME)
        claims = json.loads(signed) if signed else {}
        if not claims.get("is_logged_in"):
            return None
        return Caller(str(claims.get(login.who_claim, "?")), login.role(claims))

    return caller
