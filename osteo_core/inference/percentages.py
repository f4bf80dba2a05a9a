"""How a probability is written: no decimals from 10 %, one below, never a false 0 % or 100 %; and log-odds, with their sign."""

from __future__ import annotations

from osteo_core.inference.assessment import Risk

EN_DASH = "–"


def bare_percent(probability: float) -> str:
    """A probability in 0..1 as a percentage without its sign: 0.234 -> "23", 0.0234 -> "2.3"."""
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"a probability lies in 0..1, not {probability!r}")
    value = 100 * probability
    if value < 0.1:
        return "<0.1"
    if value > 99:
        return ">99"
    # 9.96 would print as "10.0": what rounds to 10 is written like 10.
    return f"{value:.1f}" if round(value, 1) < 10 else f"{value:.0f}"


def percent(probability: float) -> str:
    """A probability with its sign and a no-break space between: 23 %."""
    return f"{bare_percent(probability)}\N{NO-BREAK SPACE}%"


def tenths(probability: float) -> str:
    """A probability in 0..1 as a percentage to one decimal, for the command line: "23.4", "<0.1", ">99.9"; never a false 0.0 or 100.0."""
    value = 100 * probability
    if value < 0.05:
        return "<0.1"
    return ">99.9" if value >= 99.95 else f"{value:.1f}"


def percent_with_interval(risk: Risk) -> str:
    """The number, always with its 95 % interval: 23 % (16–32)."""
    return f"{percent(risk.probability)} ({bare_interval(risk.low, risk.high)})"


def bare_interval(low: float, high: float) -> str:
    """An interval in 0..1 as percentages without their sign: "16–32"; ">99" where all of it lies above 99, "<0.1" where all lies below."""
    ends = bare_percent(low), bare_percent(high)
    return ends[0] if ends[0] == ends[1] and ends[0][0] in "<>" else EN_DASH.join(ends)


def signed(value: float, decimals: int = 2) -> str:
    """A difference or log-odds with its sign, two decimals or as many as asked for, and a true minus: "+0.42", "−1.03"."""
    return f"{value:+.{decimals}f}".replace("-", "−")
