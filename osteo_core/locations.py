"""Where the files beside the package lie: artifacts, the dashboard's pages and the documents.

In a checkout they stand beside `osteo_core/`. The wheel carries them as `osteo_core/_app/`, so that an installation adds no other name
to site-packages. Nothing here is written to: whoever makes files takes a path from the caller.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE_DIR = Path(__file__).resolve().parent
CARRIED_DIR = PACKAGE_DIR / "_app"
"""The folder that only an installed wheel has."""

INSTALLED = CARRIED_DIR.is_dir()
APP_DIR = CARRIED_DIR if INSTALLED else PACKAGE_DIR.parent
APP = APP_DIR / "app.py"
ARTIFACTS_DIR = APP_DIR / "artifacts"
PAGES_DIR = APP_DIR / "pages"
DOCS_DIR = APP_DIR / "docs"
