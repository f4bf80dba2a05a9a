"""The public keys of an issuer: a JWKS file, or what its `jku` answers, looked up again for a key that is not known yet."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from http.client import HTTPException
from typing import Any

from jwt import PyJWK, PyJWKSet, PyJWTError

from osteo_core.service.refusals import Refused
from osteo_core.service.settings import Issuer

_KEY_TYPE = {"ES384": "EC", "RS384": "RSA"}
_AGAIN_AFTER = 60.0
"""Seconds between two look-ups: a stranger's made-up `kid` must not make us call the issuer at will."""
_OLDEST = 3600.0
_MOST_BYTES = 1_000_000


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The address is on a list; where it points elsewhere, that is not."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Keys:
    """An issuer's keys, read when first needed."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer = issuer
        self._found: dict[str | None, PyJWK] = {}
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    def key(self, kid: str | None, algorithm: str) -> PyJWK:
        """The key named `kid`, of the algorithm's kind; without a name, the only key of that kind.

        Raises:
            Refused: 401 where there is none; 503 where the keys cannot be read.
        """
        with self._lock:
            age = time.monotonic() - self._read_at
            if age > _OLDEST or (self._of(kid, algorithm) is None and age > _AGAIN_AFTER):
                self._found = self._read()
                self._read_at = time.monotonic()
            found = self._of(kid, algorithm)
        if found is None:
            raise Refused(401, "token_key", headers={"WWW-Authenticate": "Bearer"})
        return found

    def _of(self, kid: str | None, algorithm: str) -> PyJWK | None:
        fitting = {name: key for name, key in self._found.items() if key.key_type == _KEY_TYPE[algorithm]}
        if kid is not None:
            return fitting.get(kid)
        return next(iter(fitting.values())) if len(fitting) == 1 else None

    def _read(self) -> dict[str | None, PyJWK]:
        try:
            text = self.issuer.keys.read_bytes() if self.issuer.keys is not None else _fetched(str(self.issuer.jku))
            return {key.key_id: key for key in PyJWKSet.from_dict(json.loads(text)).keys}
        except (OSError, ValueError, TypeError, AttributeError, HTTPException, PyJWTError):  # no answer, or no JWKS
            raise Refused(503, "keys", headers={"Retry-After": "60"}) from None


def _fetched(address: str) -> bytes:
    with urllib.request.build_opener(_NoRedirect).open(address, timeout=5) as answer:
        return bytes(answer.read(_MOST_BYTES))
