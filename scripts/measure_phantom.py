"""What the phantom's structure measures by local thickness, by BV/TV: the table `SPACING_BY_FRACTION` of osteo_core/network/phantom.py.

    python -m scripts.measure_phantom

The fields of eight seeded structures are drawn finely (20 voxels a wavelength, 6.4 wavelengths), cut at the level of each fraction, and
measured after Hildebrand and Rüegsegger (`osteo_core.morphometry`, itself checked against two independent programs).
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from osteo_core.morphometry.spheres import mean_thickness
from osteo_core.network.phantom import RODS, structures

FRACTIONS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
SIDE, EDGE = 128, 0.05
SEEDS = range(8)


def field(directions: np.ndarray, phases: np.ndarray) -> np.ndarray:
    """A sum of plane waves (WAVES, 3), (WAVES,) of wavelength 1 and variance 1: (SIDE, SIDE, SIDE)."""
    place = (np.arange(SIDE) + 0.5) * EDGE
    x, y, z = (np.exp(2j * np.pi * np.outer(directions[:, axis], place)) for axis in range(3))
    rest = (y[:, :, None] * z[:, None, :]).reshape(len(phases), -1)
    total = (x * np.exp(1j * phases)[:, None]).T @ rest
    return total.real.reshape((SIDE,) * 3) * (2 / len(phases)) ** 0.5


def main() -> None:
    """One line a fraction: Tb.Th, Tb.Sp and their sum in wavelengths, the share of bone in the largest piece."""
    found: dict[float, list[tuple[float, float, float]]] = {fraction: [] for fraction in FRACTIONS}
    for seed in SEEDS:
        structure = structures([seed], stretched=1.0)
        first, second = (field(structure.directions[0, which].numpy(), structure.phases[0, which].numpy()) for which in (0, 1))
        middle = np.sqrt(first**2 + RODS * second**2)
        for fraction in FRACTIONS:
            bone = middle < np.quantile(middle, fraction)
            thickness, spacing = (mean_thickness(part, (EDGE,) * 3, lambda _share: None) for part in (bone, ~bone))
            pieces, _ = ndimage.label(bone)
            found[fraction].append((thickness, spacing, float(np.bincount(pieces.ravel())[1:].max() / bone.sum())))
    for fraction, rows in found.items():
        thickness, spacing, largest = np.mean(rows, 0)
        print(f"BV/TV {fraction:.2f}: Tb.Th {thickness:.3f} Tb.Sp {spacing:.3f} sum {thickness + spacing:.3f} largest piece {largest:.3f}")


if __name__ == "__main__":
    main()
