"""What is said of a measured walk, in sentences: the command and the page say the same."""

from __future__ import annotations

from osteo_core.gait.recording import Checks, Gait, Said
from osteo_core.translations import translate


def observations(found: Gait, language: str) -> list[str]:
    """What has to be known before the values are used: the spread of the steps, and short bouts, where there are several."""
    spread = translate("gait.spread", language, spread=f"{found.step_length_spread:.0f}")
    if found.bouts == 1:
        return [spread]
    return [translate("gait.several_bouts", language, bouts=found.bouts, seconds=f"{found.walking_s / found.bouts:.0f}"), spread]


def checks_made(found: Gait, checks: Checks, said: Said, language: str) -> list[str]:
    """The walking found, what was checked, and the method."""
    where = "height_measured" if found.height_measured else "height_taken"
    return [
        translate("gait.walking", language, steps=found.steps, bouts=found.bouts,
            seconds=f"{found.walking_s:.0f}", cadence=f"{found.cadence:.0f}"),
        translate("gait.checked_rate", language, hz=f"{checks.hz:.4g}", seconds=f"{checks.seconds:.0f}"),
        translate("gait.checked_units", language, gravity=f"{checks.gravity:.2f}", acceleration=said.acceleration_unit,
            turning=f"{checks.turning:.0f}", rate=said.rate_unit),
        translate("gait.checked_vertical", language, vertical=said.vertical, tilt=f"{checks.tilt:.0f}"),
        translate(f"gait.{where}", language, metres=f"{found.sensor_height_m:.2f}"),
        translate("gait.method", language),
    ]  # fmt: skip
