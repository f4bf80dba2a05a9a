"""What is said of the question in both languages."""

from __future__ import annotations

from osteo_core.next_test.estimate import NextTest
from osteo_core.translations import translate


def risk_today(test: NextTest, threshold: float, language: str) -> str:
    """The exact risk before the test beside the network's, and whether the two decide otherwise at the threshold."""
    apart = (test.before >= threshold) != (test.shown >= threshold)
    shares = {"before": f"{100 * test.before:.1f} %", "shown": f"{100 * test.shown:.1f} %"}
    return translate("next_test.today_apart" if apart else "next_test.today", language, **shares)
