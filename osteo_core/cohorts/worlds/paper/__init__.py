"""The virtual cohort: a generator calibrated to the paper's four tables, and the Bayes-optimal answers that it implies.

Nothing measured on it is evidence about patients; it shows that the method and the software work.
"""

from osteo_core.cohorts.worlds.paper.bayes import bayes
from osteo_core.cohorts.worlds.paper.draw import VirtualCohort, draw
from osteo_core.cohorts.worlds.paper.write import write

__all__ = ["VirtualCohort", "bayes", "draw", "write"]
