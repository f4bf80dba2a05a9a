"""The covariance of weighted totals over a survey's design, for statistics that `survey` has no function of its own for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from osteo_core.constants import Z95
from osteo_core.evaluation.calibration.logistic import TotalCovariance
from osteo_core.evaluation.survey.estimates import SurveyDesign

Array = NDArray[np.float64]


def total_covariance(design: SurveyDesign, of: NDArray[np.bool_]) -> TotalCovariance:
    """A function of contributions (k of each of the people `of`, who are a domain): between sampling units, within strata.

    Units without anybody of the domain count as zero. Scaled so that 1.96 standard errors are the t interval on the domain's degrees of
    freedom, as in `survey`. Source: Binder, Int Stat Rev 1983;51:279-92.
    """
    unit, per_stratum = design.psu[of], np.bincount(design.stratum)
    present = np.unique(unit)
    df = len(present) - len(np.unique(design.stratum[present]))
    scale = float(stdtrit(df, 0.975) / Z95) ** 2

    def covariance(contributions: Array) -> Array:
        totals = np.zeros((len(design.stratum), contributions.shape[1]))
        np.add.at(totals, unit, contributions)
        of_stratum = np.zeros((len(per_stratum), contributions.shape[1]))
        np.add.at(of_stratum, design.stratum, totals)
        centred = totals - (of_stratum / per_stratum[:, None])[design.stratum]
        return np.asarray(scale * (centred * (per_stratum / (per_stratum - 1.0))[design.stratum, None]).T @ centred)

    return covariance
