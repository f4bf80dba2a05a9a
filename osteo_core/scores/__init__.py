"""What a clinician would use instead of the network: one file a score, each true to its original, all answering in one form."""

from osteo_core.scores.score import About, Contribution, Remark, ScoreResult, UnansweredQuestion, Value

__all__ = ["About", "Contribution", "Remark", "ScoreResult", "UnansweredQuestion", "Value"]
