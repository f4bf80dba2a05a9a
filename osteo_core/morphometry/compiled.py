"""Loops that numpy cannot express, compiled once and kept beside the program where that folder can be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba

Function = Callable[..., Any]


def compiled(function: Function) -> Function:
    """The function as machine code, made when it is first called; other threads go on while it runs."""
    try:
        kept: Function = numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:  # nowhere to keep it: a folder that cannot be written, and no home
        kept = numba.njit(nogil=True)(function)
    return kept
