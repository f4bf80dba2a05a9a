"""Osteoporosis and fracture risk from six kinds of measurement, for research and teaching.

`Patient` and `load_model` are the way in; both load on first use, so that `import osteo_core` stays fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from osteo_core.model import load_model
    from osteo_core.patients import Patient

__version__ = "0.2.0"
__all__ = ["Patient", "__version__", "load_model"]


def __getattr__(name: str) -> Any:
    if name == "Patient":
        from osteo_core.patients import Patient

        return Patient
    if name == "load_model":
        from osteo_core.model import load_model

        return load_model
    raise AttributeError(f"module 'osteo_core' has no attribute {name!r}")
