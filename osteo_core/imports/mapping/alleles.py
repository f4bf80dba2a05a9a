"""Which allele a column counts, against the one whose effect the panel means: as it is, turned round, or not to be told.

A strand is read from either side: A is T's partner, C is G's. A SNP of A and T, or of C and G, looks the same from both sides; only how
frequent the allele is can tell then. (Compare Hartwig et al., Int J Epidemiol 2016;45:1717, on harmonising effect alleles.)
"""

from __future__ import annotations

from typing import Literal

Verdict = Literal["same", "turned", "no_effect_allele", "other_alleles", "palindromic", "near_half"]
"""The first two can be used; the others say why a SNP cannot."""

_PARTNER = str.maketrans("ACGT", "TGCA")
_NEAR_HALF = 0.08


def compare(
    counted: str, effect: str | None, noneffect: str | None, *, frequency: float | None = None, observed: float | None = None
) -> Verdict:
    """How copies of the allele `counted` become copies of `effect`; `frequency` is the effect allele's, `observed` that of `counted`."""
    if not effect or not noneffect:
        return "no_effect_allele"
    one, effect, noneffect = counted.upper(), effect.upper(), noneffect.upper()
    if effect.translate(_PARTNER) == noneffect:
        if one not in (effect, noneffect):
            return "other_alleles"
        return _by_frequency(frequency, observed)
    if one in (effect, effect.translate(_PARTNER)):
        return "same"
    if one in (noneffect, noneffect.translate(_PARTNER)):
        return "turned"
    return "other_alleles"


def _by_frequency(frequency: float | None, observed: float | None) -> Verdict:
    if frequency is None or observed is None:
        return "palindromic"
    if abs(frequency - 0.5) < _NEAR_HALF or abs(observed - 0.5) < _NEAR_HALF:
        return "near_half"
    return "same" if (frequency < 0.5) == (observed < 0.5) else "turned"
