"""Which models may be asked, told without loading one."""

from __future__ import annotations

from osteo_core.locations import ARTIFACTS_DIR


def models() -> tuple[str, ...]:
    """Names of the models that ship, as `osteo_core.inference.artifact.available`, which imports PyTorch."""
    return tuple(sorted(path.parent.name for path in ARTIFACTS_DIR.glob("*/settings.json")))
