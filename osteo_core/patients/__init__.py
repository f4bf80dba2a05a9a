"""The Patient record: validation, units, DXA scales, T- and Z-scores, completeness."""

from osteo_core.patients.faults import problems
from osteo_core.patients.measured import Series, Volume
from osteo_core.patients.patient import Patient
from osteo_core.patients.volume import read_nifti

__all__ = ["Patient", "Series", "Volume", "problems", "read_nifti"]
