"""Permutations drawn by numpy's default generator (seed 0), one a group size: the order in which R lets people choose."""

from pathlib import Path

import numpy as np

with (Path(__file__).parent / "order.csv").open("w") as file:
    file.write("size,order\n")
    for size in range(40, 90):
        file.writelines(f"{size},{place}\n" for place in np.random.default_rng(0).permutation(size))
