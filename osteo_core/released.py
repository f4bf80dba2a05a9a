"""Files that ship with the program, read so that a damaged one is named in a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from osteo_core import manifest
from osteo_core.errors import ArtifactError

if TYPE_CHECKING:
    import pandas as pd

# What the readers of JSON, TOML, Parquet and npz raise for a file that is cut short, altered or not theirs (pyarrow's errors and those of
# decoding are ValueErrors), and what using its content does where something that belongs in it is not there.
_DAMAGE = (OSError, ValueError, LookupError, TypeError, AttributeError, EOFError, BadZipFile)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Read the shipped file `path` inside this context. Raises ArtifactError where it is missing, altered or unreadable."""
    file = f"{path.parent.name}/{path.name}"
    try:
        if not path.is_file():
            raise ArtifactError("artifact.file_missing", file=file)
        manifest.check(path)
        yield
    except _DAMAGE as error:
        raise ArtifactError("artifact.file_unreadable", file=file) from error


def read_json(path: Path) -> Any:
    """The content of a JSON file that ships. Raises ArtifactError as `reading`."""
    with reading(path):
        return json.loads(path.read_text(encoding="utf-8"))


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """A Parquet table that ships. Raises ArtifactError as `reading`."""
    import pandas as pd

    with reading(path):
        return pd.read_parquet(path, columns=None if columns is None else list(columns))
