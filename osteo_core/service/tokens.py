"""Bearer tokens of record systems, as CDS Hooks 2.0 asks: a JWT signed with ES384 or RS384 by an issuer on the list, for us, once.

Source: CDS Hooks 2.0, "Trusting CDS Clients" (HL7, 2022); RFC 7519, RFC 8725 (the algorithm is ours to choose, never the token's).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import jwt
from jwt import PyJWK

from osteo_core.service.keys import Keys
from osteo_core.service.refusals import Refused
from osteo_core.service.settings import Issuer

ALGORITHMS = ("ES384", "RS384")
LONGEST_SECONDS = 3600
"""A token that lives longer is refused: its `jti` would have to be remembered as long."""

_NEEDED = ("iss", "aud", "exp", "iat", "jti")
_MOST_CHARACTERS = 16_000
_CHALLENGE = {"WWW-Authenticate": "Bearer"}


class Tokens:
    """Checks tokens against the issuers of the settings, and remembers those that were used until they expire."""

    def __init__(self, issuers: Sequence[Issuer], clock: Callable[[], float] = time.time) -> None:
        self._issuers = {issuer.iss: Keys(issuer) for issuer in issuers}
        self._clock = clock
        self._used = _Used(clock)

    def check(self, authorization: str | None, audiences: Sequence[str]) -> dict[str, Any]:
        """The claims of the bearer token in an Authorization header.

        Args:
            audiences: the addresses that are ours; the token's `aud` must be exactly one of them.

        Raises:
            Refused: 401, with what is wrong; a token that was used before is refused like any other.
        """
        token = _bearer(authorization)
        keys = self._keys(token)
        header = jwt.get_unverified_header(token)
        claims = self._claims(token, keys.key(header.get("kid"), header["alg"]), audiences)
        self._within(claims)
        self._used.once(str(claims["iss"]), str(claims["jti"]), float(claims["exp"]))
        return claims

    def _keys(self, token: str) -> Keys:
        """The keys of the token's issuer, before the signature is known to be right; nothing else of it is believed."""
        try:
            header = jwt.get_unverified_header(token)
            issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
        except jwt.PyJWTError:
            raise _refused("malformed") from None
        if header.get("alg") not in ALGORITHMS:
            raise _refused("algorithm", allowed=", ".join(ALGORITHMS))
        keys = self._issuers.get(issuer) if isinstance(issuer, str) else None
        if keys is None:
            raise _refused("issuer")
        jku = header.get("jku")
        if jku is not None and jku != keys.issuer.jku:
            raise _refused("jku")
        return keys

    def _claims(self, token: str, key: PyJWK, audiences: Sequence[str]) -> dict[str, Any]:
        try:
            # Time is compared with our own clock below.
            options = {"require": list(_NEEDED), "verify_aud": False, "verify_exp": False, "verify_nbf": False, "verify_iat": False}
            claims: dict[str, Any] = jwt.decode(token, key.key, algorithms=list(ALGORITHMS), options=options)  # type: ignore[arg-type]
        except jwt.InvalidSignatureError:
            raise _refused("signature") from None
        except jwt.MissingRequiredClaimError as error:
            raise _refused("lacks", claim=error.claim) from None
        except (jwt.PyJWTError, TypeError, ValueError):  # a key of the other kind is refused with TypeError or ValueError
            raise _refused("signature") from None
        meant = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if len(meant) != 1 or meant[0] not in audiences:
            raise _refused("audience")
        if not isinstance(claims["jti"], str) or not 0 < len(claims["jti"]) <= 500:
            raise _refused("lacks", claim="jti")
        return claims

    def _within(self, claims: dict[str, Any]) -> None:
        now = self._clock()
        times = [claims[name] for name in ("exp", "iat", "nbf") if name in claims]
        if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in times):
            raise _refused("time")
        if claims["exp"] <= now:
            raise _refused("expired")
        if max(claims["iat"], claims.get("nbf", 0)) > now + 60:  # a clock a little ahead of ours is no attack
            raise _refused("time")
        if claims["exp"] - now > LONGEST_SECONDS:
            raise _refused("too_long", limit=LONGEST_SECONDS // 60)


class _Used:
    """Tokens that were used, each until it expires."""

    MOST = 200_000

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def once(self, issuer: str, jti: str, until: float) -> None:
        """Remember a token. Raises Refused where it was used before, and 503 where more are remembered than there is room for."""
        with self._lock:
            if (issuer, jti) in self._until and self._until[issuer, jti] > self._clock():
                raise _refused("replayed")
            if len(self._until) >= self.MOST:
                now = self._clock()
                self._until = {which: end for which, end in self._until.items() if end > now}
            if len(self._until) >= self.MOST:
                raise Refused(503, "busy", headers={"Retry-After": "60"})
            self._until[issuer, jti] = until


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _refused("absent")
    if len(token) > _MOST_CHARACTERS:
        raise _refused("malformed")
    return token.strip()


def _refused(why: str, **params: Any) -> Refused:
    return Refused(401, f"token_{why}", headers=_CHALLENGE, **params)
