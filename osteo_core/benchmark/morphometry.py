"""Time and memory of a scan measured at its own resolution: python -m osteo_core.benchmark.morphometry SIDE.

The scan is a smoothed random field of plates and rods, a fourth of it bone, of 0.03 mm voxels: trabeculae of 0.3 to 0.5 mm, for which the
largest spheres are many voxels wide, as they are in a fine scan.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

import numpy as np
from numpy.typing import NDArray

from osteo_core.benchmark.result import BenchmarkResult, at_most
from osteo_core.morphometry.measure import measure
from osteo_core.training.people import Say

VOXEL_MM, SMOOTH, BONE = 0.03, 5.0, 0.25
MOST = {256: (45.0, None), 512: (300.0, 8.0)}
"""Voxels a side -> most seconds, most gigabytes (the process with its libraries)."""


def scan(side: int) -> NDArray[np.float32]:
    """(side, side, side) 1 where there is bone, with the edges that a scanner blurs."""
    from scipy import ndimage

    noise = np.random.default_rng(0).standard_normal((side, side, side), np.float32)
    smooth = ndimage.gaussian_filter(noise, SMOOTH, mode="wrap")
    edge = float(np.quantile(smooth[::4, ::4, ::4], 1 - BONE))
    found: NDArray[np.float32] = np.clip(0.5 + (smooth - edge) / (0.25 * float(smooth.std())), 0, 1).astype(np.float32)
    return found


def morphometry(say: Say) -> list[BenchmarkResult]:
    """Each side in a process of its own, whose highest memory is its own too."""
    section, figures = "A scan measured at its own resolution (morphometry)", []
    for side, (seconds, gigabytes) in MOST.items():
        say(f"morphometry: {side} voxels a side")
        command = [sys.executable, "-m", "osteo_core.benchmark.morphometry", str(side)]
        took, peak = map(float, subprocess.run(command, capture_output=True, check=True, text=True).stdout.split())
        figures.append(at_most(section, f"{side}³, s", took, seconds, digits=0))
        if gigabytes is not None:
            figures.append(at_most(section, f"{side}³, GB at most", peak, gigabytes, digits=1))
    return figures


if __name__ == "__main__":
    volume = scan(int(sys.argv[1]))
    measure(volume[:64, :64, :64], (VOXEL_MM,) * 3)  # the compiler's work is not the scan's
    start = time.perf_counter()
    measure(volume, (VOXEL_MM,) * 3)
    sys.stdout.write(f"{time.perf_counter() - start} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}\n")
