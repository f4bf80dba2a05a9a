"""One list of every data file that ships with its SHA-256 sum, itself pinned in the package's source.

`manifest.txt` has a line a file, sorted by name, in the form of `sha256sum`; `manifest_root.py` holds the sum of that list. A file altered
together with the sum beside it differs from the list; a list altered as well differs from the source. `osteo reproduce manifest` writes
both anew after a file was meant to change, or after a merge.

Sentences (`translations/`) and code are no data: the installed wheel's RECORD speaks for them.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from osteo_core.errors import ArtifactError
from osteo_core.locations import ARTIFACTS_DIR, PACKAGE_DIR
from osteo_core.manifest_root import ROOT

LIST = PACKAGE_DIR / "manifest.txt"
COMMAND = "python -m osteo_core reproduce manifest"

_making = threading.Event()
_NO_DATA = {".py", ".pyc", ".typed", ".partial"}
_NOT_LOOKED_INTO = ("_app", "translations", "__pycache__")


def digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def shipped_files() -> dict[str, Path]:
    """Every data file that is there, by its name in the list ("artifacts/life/weights.safetensors")."""
    found = {}
    for room, folder in (("artifacts", ARTIFACTS_DIR), ("osteo_core", PACKAGE_DIR)):
        for path in folder.rglob("*"):
            inside = path.relative_to(folder)
            hidden = any(part.startswith(".") or part in _NOT_LOOKED_INTO for part in inside.parts)
            if path.is_file() and not hidden and path.suffix not in _NO_DATA and inside.as_posix() != LIST.name:
                found[f"{room}/{inside.as_posix()}"] = path
    return dict(sorted(found.items()))


def as_list(sums: Mapping[str, str]) -> str:
    """The text of `manifest.txt`."""
    return "".join(f"{total}  {name}\n" for name, total in sorted(sums.items()))


@contextmanager
def making() -> Iterator[None]:
    """Inside, this process makes what ships, so that files may differ from the list and nothing is compared. For makers and training."""
    _making.set()
    try:
        yield
    finally:
        _making.clear()


def check(path: Path) -> None:
    """Compare a file of the package or of artifacts/ with the list; files elsewhere are nobody's here.

    Raises:
        ArtifactError: it differs, it is not in the list, or the list is not the one that the source pins; the message names it.
    """
    name = _name(path)
    if name is None or _making.is_set() or not path.is_file():
        return
    expected = listed().get(name)
    if expected is None:
        raise ArtifactError("integrity.unlisted", file=name, command=COMMAND)
    if digest(path) != expected:
        raise ArtifactError("integrity.altered", file=name, command=COMMAND)


def problems() -> list[ArtifactError]:
    """Every shipped data file that is altered, missing or not in the list, and the list itself; none where all is whole."""
    try:
        expected = listed()
    except ArtifactError as altered:
        return [altered]
    there = shipped_files()
    missing = [ArtifactError("integrity.missing", file=name) for name in expected if name not in there]
    wrong = [
        ("unlisted" if name not in expected else "altered", name) for name, path in there.items() if expected.get(name) != digest(path)
    ]
    return [*missing, *(ArtifactError(f"integrity.{how}", file=name, command=COMMAND) for how, name in wrong)]


@lru_cache(maxsize=1)
def listed() -> Mapping[str, str]:
    """File -> sum. Raises ArtifactError where the list is missing or is not the one that the source pins."""
    if not LIST.is_file():
        raise ArtifactError("integrity.missing", file=f"osteo_core/{LIST.name}")
    text = LIST.read_bytes()
    if hashlib.sha256(text).hexdigest() != ROOT:
        raise ArtifactError("integrity.list_altered", file=f"osteo_core/{LIST.name}", command=COMMAND)
    return {name: total for total, _, name in (line.partition("  ") for line in text.decode("utf-8").splitlines())}


def _name(path: Path) -> str | None:
    """The file's name in the list; None for a file that is neither the package's nor of artifacts/, and for sentences."""
    for seen in (path.absolute(), path.resolve()):
        for room, folder in (("artifacts", ARTIFACTS_DIR), ("osteo_core", PACKAGE_DIR)):
            if seen.is_relative_to(folder):
                inside = seen.relative_to(folder)
                return None if inside.parts[0] in _NOT_LOOKED_INTO else f"{room}/{inside.as_posix()}"
    return None
