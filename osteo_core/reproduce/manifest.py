"""The list of every shipped data file with its sum, and the list's own sum in the source."""

from __future__ import annotations

import hashlib
from pathlib import Path

from osteo_core import manifest, manifest_root

_SOURCE = Path(manifest_root.__file__)
_TEXT = """\"\"\"The SHA-256 sum of `manifest.txt`, written by `{command}`.\"\"\"

ROOT = "{root}"
"""


def main() -> None:
    """Write both into the checkout: after a data file was meant to change, and after a merge."""
    text = manifest.as_list({name: manifest.digest(path) for name, path in manifest.shipped_files().items()})
    manifest.LIST.write_text(text, encoding="utf-8")
    root = hashlib.sha256(text.encode("utf-8")).hexdigest()
    _SOURCE.write_text(_TEXT.format(command=manifest.COMMAND, root=root), encoding="utf-8")
