"""SAS transport files (XPORT, version 5), the form in which CDC publishes NHANES: checked record by record, then read by pandas.

Layout after SAS Technical Support's TS-140, "The Record Layout of a Data Set in SAS Transport (XPORT) Format": records of 80 bytes; three
header records, one descriptor (NAMESTR) a variable, then the observations, back to back, padded with spaces to a whole record. Version 5
does not say how many observations there should be: a file that was cut exactly at the end of both an observation and a record cannot be
told from a whole one.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from osteo_core.errors import InvalidInput, Problem

_RECORD = 80
_LIBRARY = b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"
_LIBRARY_V8 = b"HEADER RECORD*******LIBV8   HEADER RECORD!!!!!!!"
_MEMBER = b"HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!"
_NAMESTR = b"HEADER RECORD*******NAMESTR HEADER RECORD!!!!!!!"
_OBS = b"HEADER RECORD*******OBS     HEADER RECORD!!!!!!!"
_CPORT = b"**COMPRESSED** **COMPRESSED**"
_MEMBER_AT, _NAMESTR_AT = 3 * _RECORD, 7 * _RECORD
_DESCRIPTORS_AT = 8 * _RECORD
_NUMERIC = 1
_SMALLEST = 1e-70
"""pandas gives 5.4e-79, the smallest number of the IBM format, where the file holds 0; no measurement is that small."""


@dataclass(frozen=True)
class _Layout:
    numeric: dict[str, bool]
    record_length: int
    data_at: int


def read_xpt(path: Path) -> tuple[pd.DataFrame, frozenset[str]]:
    """The numeric variables of a version 5 transport file (float64, NaN missing), names in capitals, and the names of those that are text.

    Raises InvalidInput for what is not such a file, has several tables, or is cut short; `where` is the file's name.
    """
    content = path.read_bytes()
    layout = _layout(content, path.name)
    n = _observations(content, layout, path.name)
    end = layout.data_at + n * layout.record_length
    whole = content[:end] + b" " * (-end % _RECORD)
    try:
        table = pd.read_sas(io.BytesIO(whole), format="xport")
    except (ValueError, TypeError, KeyError):  # pandas' ways to say that a header is damaged
        raise _refused(path.name, "broken") from None
    if len(table) != n or list(table.columns) != list(layout.numeric):
        raise _refused(path.name, "broken")
    numbers = table[[name for name, numeric in layout.numeric.items() if numeric]]
    numbers = numbers.mask(numbers.abs() < _SMALLEST, 0.0)
    return numbers.rename(columns=str.upper), frozenset(name.upper() for name, numeric in layout.numeric.items() if not numeric)


def _layout(content: bytes, name: str) -> _Layout:
    """Variables and length of an observation, from the header."""
    size, count, end = _header(content, name)
    numeric, length = {}, 0
    for i in range(count):
        kind, width, label = struct.unpack_from(">h2xh2x8s", content, _DESCRIPTORS_AT + i * size)
        numeric[label.decode("latin-1").strip()] = kind == _NUMERIC
        length += width
    if length <= 0:
        raise _refused(name, "broken")
    return _Layout(numeric, length, end + _RECORD)


def _header(content: bytes, name: str) -> tuple[int, int, int]:
    """Bytes of a descriptor, number of descriptors, and where they end."""
    if content.startswith(_CPORT):
        raise _refused(name, "cport")
    if content.startswith(_LIBRARY_V8):
        raise _refused(name, "version_8")
    if not content.startswith(_LIBRARY):
        raise _refused(name, "not_xpt")
    if len(content) < _DESCRIPTORS_AT:
        raise _refused(name, "cut_header", bytes=len(content))
    if not (content.startswith(_MEMBER, _MEMBER_AT) and content.startswith(_NAMESTR, _NAMESTR_AT)):
        raise _refused(name, "broken")
    try:
        size = int(content[_MEMBER_AT + 74 : _MEMBER_AT + 78])
        count = int(content[_NAMESTR_AT + 54 : _NAMESTR_AT + 58])
    except ValueError:
        raise _refused(name, "broken") from None
    end = _DESCRIPTORS_AT + -(-count * size // _RECORD) * _RECORD
    if len(content) < end + _RECORD:
        raise _refused(name, "cut_header", bytes=len(content))
    if not content.startswith(_OBS, end) or size not in (136, 140) or count == 0:
        raise _refused(name, "broken")
    if _MEMBER in content[end:]:
        raise _refused(name, "several_tables")
    return size, count, end


def _observations(content: bytes, layout: _Layout, name: str) -> int:
    """How many whole observations there are. What follows the last is padding: less than a record of spaces, or any number of NULs,
    as some programs fill the record or the disk block. An observation of NULs only is padding too: no variable of a person is 0 in all.
    """
    data = len(content) - layout.data_at
    tail = content[-min(_RECORD - 1, data) :] if data else b""
    used = data - (len(tail) - len(tail.rstrip(b" ")))
    n = -(-used // layout.record_length)
    if len(content) % _RECORD or n * layout.record_length > data or content.endswith(b"\0" * layout.record_length):
        n = -(-len(content[layout.data_at :].rstrip(b"\0 ")) // layout.record_length)
    end = layout.data_at + n * layout.record_length
    if end + -end % _RECORD > len(content):
        raise _refused(name, "truncated", length=layout.record_length, rest=data % layout.record_length)
    if n == 0:
        raise _refused(name, "no_observations")
    return n


def _refused(name: str, key: str, **params: object) -> InvalidInput:
    return InvalidInput(Problem(name, f"xpt.{key}", params))
