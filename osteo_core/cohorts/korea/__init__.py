"""Patients of a hospital in South Korea: age, sex, body size, serum calcium and the T-scores of spine, femoral neck and total hip.

969 real people, from the data published with Kim & Kim, PLoS ONE 2022;17(1):e0260924 (CC BY 4.0), in the catalogue's names by `make`.
"""

from osteo_core.cohorts.korea.table import FILE, SOURCE, content

__all__ = ["FILE", "SOURCE", "content"]
