"""The bones on screen: typical virtual people, the current patient, or one's own numbers, each as the volume that the network sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from osteo_core.network.morphometry import Morphometry, measure
from osteo_core.patients import Patient
from osteo_core.patients.arrays import objects
from osteo_core.patients.measured import Volume
from osteo_core.patients.scanned import measured_bone
from pages._widgets.shared.language import Translator

PARAMETERS = ("bv_tv", "tb_n", "tb_th", "tb_sp", "ct_th")
DRAWN = ("bv_tv", "tb_th", "tb_sp", "ct_th")
"""Tb.N is not drawn: it is the spacing's reciprocal."""


@dataclass(frozen=True)
class Body:
    """A bone: the parameters asked for (None for a measured volume that came without them) and its volume (48, 48, 48)."""

    asked: Mapping[str, float] | None
    volume: NDArray[np.float32]

    @cached_property
    def measured(self) -> Morphometry:
        """What the volume measures."""
        return measure(self.volume)


def drawn(asked: Mapping[str, float]) -> Body:
    """The phantom of these parameters."""
    import torch

    from osteo_core.network.phantom import render_phantom

    row = torch.tensor([[asked.get(name, 0.0) for name in PARAMETERS]], dtype=torch.float32)
    return Body(dict(asked), render_phantom(row)[0].numpy())


def of_patient(patient: Patient | None, tr: Translator) -> tuple[str, Body] | None:
    """The patient's volume where it can be measured, else the phantom where all that it is drawn from was entered."""
    if patient is None or patient.micro is None:
        return None
    micro = patient.micro
    entered = {name: float(value) for name in PARAMETERS if (value := getattr(micro, name)) is not None}
    complete = all(name in entered for name in DRAWN)
    volume = None if micro.volume is None else objects(patient.harmonised().columns, "volume", 1)[0]
    if volume is not None:
        return tr("bone.status.patient_measured"), Body(entered if complete else None, _measured(volume, entered.get("ct_th")))
    return (tr("bone.status.patient"), drawn(entered)) if complete else None


def _measured(volume: Volume, ct_th: float | None) -> NDArray[np.float32]:
    """As the network sees it: trabecular bone behind a cortex of the entered, else the measured thickness, or without one."""
    import torch

    from osteo_core.inference.measured import trabecular
    from osteo_core.network.phantom import behind_cortex

    thickness = ct_th if ct_th is not None else measured_bone(volume).ct_th
    bone = trabecular(volume)
    if thickness is None:
        return bone
    grid: NDArray[np.float32] = behind_cortex(torch.from_numpy(bone)[None], torch.tensor([thickness]))[0].numpy()
    return grid
