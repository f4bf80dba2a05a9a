"""`morphometry VOLUME`: the microarchitecture of a bone scan, measured at its own resolution."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteo_core.cli.arguments import DONE, Commands
from osteo_core.cli.output import put, put_json
from osteo_core.errors import InvalidInput, Problem
from osteo_core.translations import translate

if TYPE_CHECKING:
    from osteo_core.morphometry.result import Microarchitecture


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("morphometry", run)
    parser.add_argument("volume", metavar="VOLUME", type=Path, help=commands.text("volume"))
    parser.add_argument("--voxel-mm", type=float, metavar="X", help=commands.text("voxel_mm"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Measure a scan (NIfTI, ISQ, AIM, a folder or zip of TIFF or DICOM slices) and print its parameters as text or JSON."""
    if not options.volume.exists():
        raise InvalidInput(Problem(where=str(options.volume), key="cli.not_found"))
    from osteo_core.patients.scans import read_scan

    volume = read_scan(options.volume, options.voxel_mm)
    try:
        found = volume.measured(_progress())
    except InvalidInput as refused:
        raise InvalidInput(Problem(options.volume.name, each.key, each.params) for each in refused.problems) from None
    if options.format == "json":
        put_json(as_document(found, options.language))
    else:
        put(as_text(found, options.language))
    return DONE


def _progress() -> Callable[[float], None]:
    """A bar on standard error, where that is a screen."""
    from tqdm import tqdm

    bar = tqdm(total=100, file=sys.stderr, disable=sys.stderr is None, bar_format="{desc}{percentage:3.0f} %|{bar}| {elapsed}", leave=False)

    def step(share: float) -> None:
        bar.update(100 * share - bar.n)
        if share >= 1:
            bar.close()

    return step


def as_document(found: Microarchitecture, language: str) -> dict[str, Any]:
    """The contract's JSON; a parameter that is not there is null, and `notes` says why."""
    edges = found.voxel_mm
    return {
        **found.values(),
        "voxel_mm": edges[0] if len(set(edges)) == 1 else list(edges),
        "threshold": found.threshold,
        "threshold_kind": "density" if found.calibrated else "otsu",
        "notes": notes(found, language),
    }


def notes(found: Microarchitecture, language: str) -> list[str]:
    """What has to be known of the numbers."""
    kind = "density" if found.calibrated else "otsu"
    said = [translate(f"morphometry.threshold_{kind}", language, value=f"{found.threshold:.4g}")]
    if found.ct_th is None:
        said.append(translate("morphometry.no_cortex", language))
    else:
        ends = [translate(f"morphometry.face_{axis}_{'first' if end == 0 else 'last'}", language) for axis, end in found.faces]
        said.append(translate("morphometry.cortex", language, faces=", ".join(ends)))
    return said


def as_text(found: Microarchitecture, language: str) -> str:
    """One parameter a line, then the notes."""
    from osteo_core.catalogue import CATALOGUE

    lines = []
    for name, value in found.values().items():
        feature = CATALOGUE[name]
        shown = translate("morphometry.none", language) if value is None else f"{value:.{feature.decimals}f} {feature.unit_in(language)}"
        lines.append(f"{feature.label_in(language)}: {shown}")
    edges = " × ".join(f"{edge:.4g}" for edge in found.voxel_mm)
    lines.append(translate("morphometry.voxel", language, edges=edges))
    return "\n".join([*lines, *notes(found, language)])
