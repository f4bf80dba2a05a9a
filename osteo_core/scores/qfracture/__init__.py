"""QFracture-2012, exactly as released."""

from osteo_core.scores.qfracture.score import qfracture_percent

__all__ = ["qfracture_percent"]
