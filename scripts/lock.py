"""Write requirements*.lock: every package that requirements.txt and requirements-dev.txt need, with the SHA-256 of its files on PyPI.

`make lock` runs this; it needs uv (a development requirement) and the network. `--check` needs neither: it says whether the locks were
made from the requirements as they stand.

- requirements.lock: what the program needs to run, PyTorch apart.
- requirements-torch.lock: PyTorch. The builds on PyPI, and the Linux builds without CUDA on PyTorch's own index.
- requirements-cuda.lock: what PyPI's build of PyTorch for Linux needs beyond that; a build without CUDA needs none of it.
- requirements-dev.lock: what development and the tests need beyond requirements.lock.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
INDEX = "https://pypi.org/simple"

SYSTEMS = {
    "Linux, Intel or AMD": {"sys_platform": "linux", "platform_machine": "x86_64", "platform_system": "Linux"},
    "Linux, ARM": {"sys_platform": "linux", "platform_machine": "aarch64", "platform_system": "Linux"},
    "macOS, Apple silicon": {"sys_platform": "darwin", "platform_machine": "arm64", "platform_system": "Darwin"},
    "Windows": {"sys_platform": "win32", "platform_machine": "AMD64", "platform_system": "Windows"},
}
"""PyTorch has no builds of this version for macOS on Intel."""

CPU_BUILDS = {
    "2.13.0": (
        "6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b",  # manylinux_2_28_x86_64
        "84453b69508ec79902f899c5ed9495acb9e2bbe9fda5f1d5d6f19e3c3842e1a7",  # manylinux_2_28_aarch64
    )
}
"""torch-VERSION+cpu-cp311-cp311 for Linux. PyTorch's own index has these files and PyPI does not, so their sums are written here by hand:
for a new version, take them from that index (the part of each link after #sha256=)."""

PACKAGE = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))? \\$")


def main() -> int:
    """Exit code 0 when the locks are written or fit, 1 when they do not fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, only say whether the locks fit the requirements")
    if parser.parse_args().check:
        return check()
    for name, text in locks().items():
        (ROOT / name).write_text(text, encoding="utf-8")
        print(f"{name}: {sum('==' in line for line in text.splitlines())} packages")
    return 0


def check() -> int:
    """Compare the sums of the requirements that each lock records with the requirements themselves."""
    for name in ("requirements.lock", "requirements-torch.lock", "requirements-cuda.lock", "requirements-dev.lock"):
        path = ROOT / name
        if not path.is_file() or heading() not in path.read_text(encoding="utf-8"):
            sys.stderr.write(f"{name} was not made from requirements.txt and requirements-dev.txt as they stand: run make lock\n")
            return 1
    return 0


def heading() -> str:
    """The first lines of every lock, with the sums of what it was made from."""
    sums = (f"{name} {hashlib.sha256((ROOT / name).read_bytes()).hexdigest()}" for name in REQUIREMENTS)
    return "# Made by make lock (scripts/lock.py); not to be edited. From:\n" + "".join(f"# {each}\n" for each in sums)


def locks() -> dict[str, str]:
    """The text of each lock."""
    run, everything = resolved()
    with_cuda = {name for name, entry in everything.items() if name != "torch" and _cuda(entry)}
    chosen = {
        "requirements.lock": [name for name in run if name != "torch" and name not in with_cuda],
        "requirements-torch.lock": ["torch"],
        "requirements-cuda.lock": sorted(with_cuda),
        "requirements-dev.lock": [name for name in everything if name not in run],
    }
    everything["torch"] += [f"    --hash=sha256:{each}" for each in CPU_BUILDS.get(_version(everything["torch"]), ())]
    return {file: heading() + "".join(_text(everything[name]) for name in names) for file, names in chosen.items()}


def resolved() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Packages of the run-time requirements, and of all, each with its lines; found by uv for Python 3.11 on each of SYSTEMS."""
    run, dev = ([line for line in _lines(name) if not line.startswith("-r")] for name in REQUIREMENTS)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pyproject.toml").write_text(
            '[project]\nname = "lock"\nversion = "0"\nrequires-python = "==3.11.*"\n'
            f"dependencies = {run!r}\n[dependency-groups]\ndev = {dev!r}\n[tool.uv]\nenvironments = {_environments()!r}\n",
            encoding="utf-8",
        )
        _uv("lock", folder)
        return _entries(_uv("export", folder, "--no-dev")), _entries(_uv("export", folder))


def _uv(command: str, folder: str, *options: str) -> str:
    options = ("--no-emit-project", "--no-annotate", "--no-header", *options) if command == "export" else options
    call = [sys.executable, "-m", "uv", command, "--quiet", "--no-config", "--default-index", INDEX, "--project", folder, *options]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    return subprocess.run(call, check=True, stdout=subprocess.PIPE, text=True, env=clean | {"UV_PYTHON": sys.executable}).stdout


def _environments() -> list[str]:
    return [f"sys_platform == '{each['sys_platform']}' and platform_machine == '{each['platform_machine']}'" for each in SYSTEMS.values()]


def _lines(name: str) -> Iterator[str]:
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def _entries(exported: str) -> dict[str, list[str]]:
    """Package → its lines: "name==version ; marker", then one a hash."""
    entries: dict[str, list[str]] = {}
    for line in exported.splitlines():
        if found := PACKAGE.match(line):
            name = found["name"]
            entries[name] = [f"{name}=={found['version']}{_marker(found['marker'])}"]
        elif line.strip():
            entries[name].append(line.removesuffix(" \\"))
    return entries


def _marker(marker: str | None) -> str:
    """The marker, or nothing where it holds on every system."""
    from packaging.markers import Marker

    if marker is None or all(Marker(marker).evaluate(_as_environment(each)) for each in SYSTEMS.values()):
        return ""
    return f" ; {marker.strip()}"


def _as_environment(system: Mapping[str, str]) -> dict[str, str]:
    return {"platform_python_implementation": "CPython", "python_full_version": "3.11.0", "python_version": "3.11", **system}


def _cuda(entry: list[str]) -> bool:
    """Whether Linux alone needs the package: nothing but PyTorch's build with CUDA asks for such."""
    from packaging.markers import Marker

    _, _, marker = entry[0].partition(" ; ")
    wanted = {each["sys_platform"] for each in SYSTEMS.values() if not marker or Marker(marker).evaluate(_as_environment(each))}
    return wanted == {"linux"}


def _version(entry: list[str]) -> str:
    return entry[0].partition("==")[2].partition(" ")[0]


def _text(entry: list[str]) -> str:
    return " \\\n".join(entry) + "\n"


if __name__ == "__main__":
    sys.exit(main())
