"""`make fuzz`: hostile inputs from numbered seeds. Prints what failed with the seed that shows it again; exit code 1 where anything did.

python -m tests.fuzz                         everything
python -m tests.fuzz --only tables --n 50    fifty tables
python -m tests.fuzz --only records --seed 7 one record, shown whole
"""

from __future__ import annotations

import argparse
import logging
import sys
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from random import Random

from tqdm import tqdm

from tests.fuzz.nifti import nifti_case
from tests.fuzz.records import record_case
from tests.fuzz.tables import table_case
from tests.fuzz.uploads import upload_case
from tests.fuzz.verdict import Verdict, judge

KINDS = {"records": (record_case, 10_000), "tables": (table_case, 1_000), "uploads": (upload_case, 1_000), "nifti": (nifti_case, 600)}
_SHOWN = 10


def verdict(kind: str, seed: int, *, timed: bool = True) -> Verdict:
    """The verdict on one numbered input."""
    return judge(KINDS[kind][0](Random(f"{kind}/{seed}")), timed=timed)


def main(argv: list[str] | None = None) -> int:
    """Run the fuzzers; 0 where nothing failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=KINDS, action="append")
    parser.add_argument("--n", type=int, help="how many inputs of each kind")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="one input, shown")
    options = parser.parse_args(argv)
    failed = 0
    for kind in options.only or KINDS:
        if options.seed is not None:
            print(KINDS[kind][0](Random(f"{kind}/{options.seed}")).shown)
            print(verdict(kind, options.seed))
            continue
        seeds = range(options.first, options.first + (options.n or KINDS[kind][1]))
        failed += _run(kind, seeds)
    return 1 if failed else 0


def _run(kind: str, seeds: range) -> int:
    kinds: Counter[str] = Counter()
    reasons: dict[str, list[int]] = {}
    with ProcessPoolExecutor(2, initializer=_quiet) as pool:
        found_in_order = pool.map(verdict, [kind] * len(seeds), seeds, chunksize=20)
        for seed, found in zip(seeds, tqdm(found_in_order, kind, len(seeds), disable=None), strict=True):
            kinds[found.kind] += 1
            if found.kind == "failed":
                reasons.setdefault(found.why.strip().splitlines()[-1][:200], []).append(seed)
    print(f"{kind}: {len(seeds)} tried, {kinds['accepted']} accepted, {kinds['refused']} refused, {kinds['failed']} failed")
    for reason, shown in sorted(reasons.items(), key=lambda item: -len(item[1]))[:_SHOWN]:
        print(f"  {len(shown)} times, first with --only {kind} --seed {shown[0]}: {reason}")
    return kinds["failed"]


def _quiet() -> None:
    import torch

    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    logging.getLogger("nibabel").setLevel(logging.CRITICAL)


if __name__ == "__main__":
    sys.exit(main())
