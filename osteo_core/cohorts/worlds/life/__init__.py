"""The world "as in life": virtual people anchored in survey participants and published effects, and the Bayes-optimal answers.

Synthetic where the survey measured nothing; each number that was chosen is marked as such in parameters.toml.
"""

from osteo_core.cohorts.worlds.life.bayes import bayes
from osteo_core.cohorts.worlds.life.draw import draw
from osteo_core.cohorts.worlds.life.write import write
from osteo_core.cohorts.worlds.virtual_cohort import VirtualCohort

__all__ = ["VirtualCohort", "bayes", "draw", "write"]
