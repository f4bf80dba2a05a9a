"""From a record to its risks: artifacts, ensembles, calibration, intervals, notes. Why the risks are what they are is in `explanation`."""

from osteo_core.inference.assessment import Assessment, MissingTest, Note, Outcome, Risk

__all__ = ["Assessment", "MissingTest", "Note", "Outcome", "Risk"]
