"""Known vulnerabilities of every locked package, as far as a database can be reached, and the licence of each.

    python -m scripts.audit

Exit code 0 where nothing is known, 1 where something is. What could not be looked up is counted and said: silence is no finding.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-torch.lock")
_LONGEST = 60


def main() -> int:
    """Print both lists."""
    found = sum(vulnerabilities(ROOT / name) for name in LOCKS)
    print("\nLicences of what runs:")
    for name, version in locked():
        print(f"  {name} {version}: {licence(name)}")
    return 1 if found else 0


def vulnerabilities(lock: Path) -> int:
    """Look up one lock; the number of known vulnerabilities."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes", "--disable-pip", "--format", "json"]
    done = subprocess.run([*command, "--progress-spinner", "off"], capture_output=True, text=True, check=False)
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        reason = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"{lock.name}: NOT LOOKED UP, the database cannot be reached ({reason[:200]})")
        return 0
    known = [(package, one) for package in packages for one in package.get("vulns", ())]
    skipped = [package for package in packages if "skip_reason" in package]
    print(f"{lock.name}: {len(packages) - len(skipped)} of {len(packages)} packages looked up, {len(known)} vulnerabilities known")
    if skipped:
        print(f"  NOT LOOKED UP: {len(skipped)}, the first {skipped[0]['name']}: {skipped[0]['skip_reason']}")
    for package, one in known:
        print(f"  {package['name']} {package['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no version yet'}")
    return len(known)


def locked() -> list[tuple[str, str]]:
    """Name and version of every package that runs."""
    lines = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in LOCKS)
    return sorted(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lines, re.MULTILINE))


def licence(name: str) -> str:
    """As the installed package states it: its SPDX expression, else its classifiers, else its text's first line."""
    try:
        about = distribution(name).metadata
    except PackageNotFoundError:
        return "not installed on this platform"
    if "License-Expression" in about:
        return str(about["License-Expression"])
    classifiers = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or () if each.startswith("License ::")]
    text = str(about["License"]).strip().splitlines() if "License" in about else []
    return ", ".join(classifiers) or (text[0][:_LONGEST] if text else "not stated")


if __name__ == "__main__":
    sys.exit(main())
