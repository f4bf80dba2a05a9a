"""The wheel, built and unpacked outside the checkout, and a Python that sees nothing of the checkout or of the development packages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.folders import ROOT


@dataclass(frozen=True)
class Installation:
    """`packages` is what pip installed from `wheel`; `hidden` takes the development packages away; `elsewhere` is a folder to work in."""

    wheel: Path
    packages: Path
    hidden: Path
    elsewhere: Path

    def environment(self) -> dict[str, str]:
        """No HOME, and nothing that points at the checkout."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
        return kept | {"PYTHONPATH": os.pathsep.join(map(str, (self.hidden, self.packages))), "OMP_NUM_THREADS": "1"}

    def osteo(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command `osteo`, as pip wrote it."""
        return self._run(str(self.packages / "bin" / "osteo"), *arguments)

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Python with these arguments."""
        return self._run(*arguments)

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=self.elsewhere, env=self.environment(), capture_output=True, text=True, check=False)

    def files(self) -> dict[str, tuple[int, int]]:
        """Size and time of change of everything installed, by path."""
        found = {}
        for path in sorted(self.packages.rglob("*")):
            about = path.stat()
            found[path.relative_to(self.packages).as_posix()] = (about.st_size if path.is_file() else 0, about.st_mtime_ns)
        return found


def install(folder: Path) -> Installation:
    """Build the wheel with the backend at hand and install it, without its dependencies, into a folder of its own."""
    made, packages, hidden, elsewhere = (folder / name for name in ("wheels", "packages", "hidden", "elsewhere"))
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    offline = ["--no-index", "--no-deps"]
    subprocess.run([*pip, "wheel", *offline, "--no-build-isolation", "--wheel-dir", str(made), str(ROOT)], check=True)
    (wheel,) = made.glob("*.whl")
    subprocess.run([*pip, "install", *offline, "--target", str(packages), str(wheel)], check=True)
    for path in (hidden, elsewhere):
        path.mkdir()
    # None in sys.modules is what Python takes for "not installed"; a sitecustomize runs before everything else.
    absent = sorted(development_modules())
    (hidden / "sitecustomize.py").write_text(f"import sys\nsys.modules.update(dict.fromkeys({absent!r}))\n", encoding="utf-8")
    return Installation(wheel, packages, hidden, elsewhere)


def locked(name: str) -> set[str]:
    """Names of the packages in a lock, or in a file of requirements."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {plain_name(line.partition("==")[0]) for line in lines if re.match(r"[A-Za-z0-9]", line)}


def plain_name(package: str) -> str:
    """As PyPI compares names."""
    return re.sub(r"[-_.]+", "-", package).lower()


def development_modules() -> set[str]:
    """Modules of the packages that only requirements-dev.lock has."""
    development = locked("requirements-dev.lock")
    return {module for module, packages in packages_distributions().items() if {plain_name(each) for each in packages} <= development}
