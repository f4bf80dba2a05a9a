"""The Content-Security-Policy under which the pages run."""

from __future__ import annotations

from collections.abc import Sequence


def page_policy(frame_ancestors: Sequence[str] = ()) -> str:
    """Nothing is loaded from, sent to or shown in another place than this one.

    Args:
        frame_ancestors: web origins that may show the pages in a frame, a record system's for instance.
    """
    parts = {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' blob: data:",
        "connect-src": "'self' blob: data:",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(frame_ancestors) or "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())
