"""`verify`: every file that ships, compared with what the package's source says of it."""

from __future__ import annotations

import argparse
import hashlib
from base64 import urlsafe_b64encode
from importlib.metadata import PackageNotFoundError, PackagePath, distribution
from pathlib import Path

from osteo_core import manifest
from osteo_core.cli.arguments import DONE, Commands
from osteo_core.cli.output import complain, put, put_json
from osteo_core.errors import ArtifactError
from osteo_core.locations import INSTALLED, PACKAGE_DIR
from osteo_core.translations import translate

ALTERED = 2


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("verify", run)
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Name every data file that is altered, missing or not ours; of an installation, also code and sentences."""
    installed = _recorded()
    wrong = [
        *manifest.problems(),
        *(ArtifactError("integrity.installed_altered", file=str(file)) for file in installed if not _whole(file)),
    ]
    if options.format == "json":
        problems = [{"file": error.params["file"], "problem": error.text(options.language)} for error in wrong]
        put_json({"whole": not wrong, "data_files": len(manifest.shipped_files()), "installed_files": len(installed), "problems": problems})
        return ALTERED if wrong else DONE
    for error in wrong:
        complain(error.text(options.language))
    if wrong:
        return ALTERED
    put(translate("integrity.whole", options.language, n=len(manifest.shipped_files())))
    if installed:
        put(translate("integrity.installed", options.language, n=len(installed)))
    return DONE


def _recorded() -> list[PackagePath]:
    """The files of this installation that its wheel's RECORD has a sum for; none in a checkout."""
    if not INSTALLED:
        return []
    try:
        files = distribution("osteo-core").files or []
    except PackageNotFoundError:
        return []
    return [file for file in files if file.hash is not None and Path(str(file.locate())).is_relative_to(PACKAGE_DIR)]


def _whole(file: PackagePath) -> bool:
    place = Path(str(file.locate()))
    if file.hash is None or not place.is_file():
        return False
    found = hashlib.new(file.hash.mode, place.read_bytes()).digest()
    return urlsafe_b64encode(found).rstrip(b"=").decode() == file.hash.value
