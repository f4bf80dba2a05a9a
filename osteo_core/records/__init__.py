"""A person over time: dated visits, treatments and fractures; what changed between scans; what other systems send, brought in.

Nothing here knows a model or a screen. What one visit holds is a `patients.Patient`.
"""

from osteo_core.records.record import Record, Visit

__all__ = ["Record", "Visit"]
