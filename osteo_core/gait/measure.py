"""Gait speed and step length of the walking in a recording, by mobgap's algorithms for impaired walking.

Gait sequences and initial contacts after Paraschiv-Ionescu, cadence from contacts after Lee, step length by the inverted pendulum of
Zijlstra and Hof (Gait Posture 2003;18:1-10): Mobilise-D's pipeline for people with slow or altered gait, those after a hip fracture among
them. Its steps are called one after another and not as mobgap's pipeline object, which besides tells left from right by pickled classifiers
of another scikit-learn; nothing here needs the side.

What was validated, against insoles and foot-worn sensors, and what was not:

- Walking speed as the mean of a bout (Kirk et al., Sci Rep 2024;14:1754; 97 people, six cohorts, proximal femoral fracture among them):
  mean absolute error 0.06 to 0.12 m/s in the laboratory, 0.09 to 0.13 m/s in everyday life; less in long bouts and simple tasks.
- Stride length as the mean of a bout (Micó-Amigo et al., J NeuroEng Rehabil 2023;20:78; 108 people, the same cohorts): absolute error
  under 0.21 m; larger in short bouts and below 0.5 m/s.
- Not validated: the length of one step, and so how much steps vary. Their spread is given as an observation and never as the field
  `step_length_cv`: where all steps are equal it shows 2 %, since the first and the last step of a bout come out short, and where steps
  truly vary by 8 % it shows 6 to 7 %, since neighbouring steps are smoothed into each other (tests/gait). In mobgap's recordings of
  simulated everyday activities it is 22 to 27 % where the reference has 41 to 63 % (strides).

In those three recordings (short bouts with turns) the speed is 0.19 to 0.30 m/s above the reference's, in four straight walks of 5 s
0.01 to 0.14 m/s below it: hence the note where a recording has several bouts (`notes`).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.extras import require_extra
from osteo_core.gait.recording import Checked, Gait

HEIGHT_CM: Final = (100.0, 230.0)
SENSOR_CM: Final = (40.0, 150.0)
SENSOR_OF_HEIGHT: Final = 0.60
"""Height of the lower back above the floor over that of the body: 0.58, 0.61 and 0.62 in mobgap's three example participants."""
LEAST_WALKING_S: Final = 10.0
_BODY: Final = ["acc_is", "acc_ml", "acc_pa", "gyr_is", "gyr_ml", "gyr_pa"]
# A step that lasts longer or shorter than the bout's median by this factor is a contact that was missed or counted twice, not a step.
_LIKE_MEDIAN: Final = 1.5


def sensor_height(height_cm: float, sensor_cm: float | None = None) -> float:
    """Metres above the floor: as measured, or 0.60 of the body's height.

    Raises:
        InvalidInput: a height that is out of range, or a sensor above half way to the head.
    """
    if not HEIGHT_CM[0] <= height_cm <= HEIGHT_CM[1]:
        raise _refused("height-cm", "height", value=f"{height_cm:g}", low=f"{HEIGHT_CM[0]:g}", high=f"{HEIGHT_CM[1]:g}")
    if sensor_cm is None:
        return SENSOR_OF_HEIGHT * height_cm / 100
    if not SENSOR_CM[0] <= sensor_cm <= min(SENSOR_CM[1], 0.75 * height_cm):
        high = min(SENSOR_CM[1], 0.75 * height_cm)
        raise _refused("sensor-height-cm", "sensor_height", value=f"{sensor_cm:g}", low=f"{SENSOR_CM[0]:g}", high=f"{high:g}")
    return sensor_cm / 100


def measure(recording: Checked, height_cm: float, sensor_cm: float | None = None) -> Gait:
    """The walking of all bouts together: speed and step length averaged over its seconds; the spread over its steps is an observation.

    Raises:
        InvalidInput: heights as `sensor_height`; walking of less than 10 s.
        MissingExtraError: mobgap is not installed.
    """
    metres = sensor_height(height_cm, sensor_cm)
    require_extra("gait")
    bouts = [bout for bout in _bouts(recording, metres) if bout is not None]
    walking = sum(bout["seconds"] for bout in bouts)
    if walking < LEAST_WALKING_S:
        raise _refused("", "little_walking", found=f"{walking:.1f}", least=f"{LEAST_WALKING_S:g}")
    per_second = {name: np.concatenate([bout[name] for bout in bouts]) for name in ("speed", "length", "cadence")}
    steps = np.concatenate([bout["steps"] for bout in bouts])
    speed, length, cadence = (float(np.nanmean(per_second[name])) for name in ("speed", "length", "cadence"))
    return Gait(
        gait_speed=speed,
        step_length=length,
        step_length_spread=float(100 * steps.std(ddof=1) / steps.mean()),
        cadence=cadence,
        steps=len(steps),
        bouts=len(bouts),
        walking_s=walking,
        sensor_height_m=metres,
        height_measured=sensor_cm is not None,
    )


def _bouts(recording: Checked, metres: float) -> list[dict[str, Any] | None]:
    import pandas as pd
    from mobgap.gait_sequences import GsdIonescu

    # Of the body's frame these algorithms read the vertical and the length of the acceleration alone, so that which of the two other axes
    # points forward makes no difference.
    data = pd.DataFrame(np.hstack([recording.acceleration, recording.rate]), columns=_BODY)
    found = GsdIonescu().detect(data, sampling_rate_hz=recording.hz).gs_list_
    return [
        _bout(data.iloc[start:end].reset_index(drop=True), recording.hz, metres) for start, end in found[["start", "end"]].to_numpy(int)
    ]


def _bout(data: Any, hz: float, metres: float) -> dict[str, Any] | None:
    """One stretch of walking, from its first to its last contact; None where it has too few for a step to be told from its neighbours."""
    from mobgap.cadence import CadFromIcDetector
    from mobgap.initial_contacts import IcdIonescu, refine_gs
    from mobgap.stride_length import SlZijlstra
    from mobgap.walking_speed import WsNaive

    contacts = IcdIonescu().detect(data, sampling_rate_hz=hz).ic_list_
    if len(contacts) < 4:
        return None
    refined, contacts = refine_gs(contacts)
    first, last = refined[["start", "end"]].to_numpy(int)[0]
    between = data.iloc[first:last].reset_index(drop=True)
    given: dict[str, Any] = {"initial_contacts": contacts, "sampling_rate_hz": hz}
    settings = {**CadFromIcDetector.PredefinedParameters.impaired_walking, "silence_ic_warning": True}
    cadence = CadFromIcDetector(**settings).calculate(between, **given).cadence_per_sec_
    lengths = SlZijlstra().calculate(between, sensor_height_m=metres, **given)
    strides = lengths.stride_length_per_sec_
    speed = WsNaive().calculate(between, cadence_per_sec=cadence, stride_length_per_sec=strides, **given).walking_speed_per_sec_
    each = lengths.raw_step_length_per_step_["step_length_m"].to_numpy(float)
    return {
        "seconds": float((last - first) / hz),
        "speed": speed["walking_speed_mps"].to_numpy(float),
        "length": strides["stride_length_m"].to_numpy(float) / 2,
        "cadence": cadence["cadence_spm"].to_numpy(float),
        "steps": each[_single(np.diff(contacts["ic"].to_numpy(float)))],
    }


def _single(durations: NDArray[np.float64]) -> NDArray[np.bool_]:
    usual = np.median(durations)
    kept: NDArray[np.bool_] = (durations < _LIKE_MEDIAN * usual) & (durations > usual / _LIKE_MEDIAN)
    return kept


def _refused(where: str, key: str, **params: Any) -> InvalidInput:
    return InvalidInput(Problem(where, f"gait.{key}", params))
