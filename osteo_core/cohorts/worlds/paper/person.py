"""People prepared for the integral over z: their columns, and what does not depend on unknown demographics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from osteo_core.cohorts.worlds.paper import genes, yes_no
from osteo_core.cohorts.worlds.paper.blocks import Block, make_block
from osteo_core.cohorts.worlds.paper.body import FEMORAL_NECK, observed
from osteo_core.cohorts.worlds.paper.evidence import Evidence, evidence
from osteo_core.cohorts.worlds.paper.fracture import block_coefficients
from osteo_core.cohorts.worlds.paper.parameters import World


def needed() -> dict[str, str]:
    """Every column that carries information, and its modality."""
    from osteo_core.catalogue import CATALOGUE

    clinical = ("age", "sex", "ethnicity", "bmi", "prior_fracture", *yes_no.CLINICAL_YES_NO, "vitamin_d_25oh", "serum_calcium")
    sites = ("lumbar_spine_bmd", "femoral_neck_bmd", "total_hip_bmd")
    names = {name: "clinical" for name in clinical} | {name: "dxa" for name in sites}
    for modality in ("btm", "micro", "gene", "sensory"):
        names |= {f.name: modality for f in CATALOGUE.entered(modality)}
    return names


@dataclass(frozen=True, kw_only=True)
class Demographics:
    """age, female (0/1), ethnicity (index), strength: (n,); log_weight: (n or 1, nz), log of their probability given z."""

    age: np.ndarray
    female: np.ndarray
    ethnicity: np.ndarray
    strength: np.ndarray
    log_weight: np.ndarray


@dataclass(frozen=True, kw_only=True)
class PreparedPeople:
    """n people prepared for the grid: what does not depend on unknown demographics is computed once."""

    columns: dict[str, np.ndarray]
    z: np.ndarray
    h: np.ndarray
    blocks: dict[str, Block]
    hazards: dict[str, np.ndarray]
    seen: np.ndarray
    markers: Evidence
    micro: Evidence
    dosages: np.ndarray
    yes_no: np.ndarray

    @property
    def n(self) -> int:
        """Number of people."""
        return self.seen.shape[0]

    @property
    def no_sensory(self) -> bool:
        """Nobody has any sensory field."""
        return all(bool(np.isnan(self.columns[name]).all()) for name in ("falls_12m", *self.blocks["sensory"].fields))

    @property
    def no_markers(self) -> bool:
        """Nobody has any turnover marker."""
        return not self.markers.fields.any()

    @classmethod
    def of(cls, world: World, columns: dict[str, np.ndarray], z: np.ndarray) -> PreparedPeople:
        """Prepare columns (n,) for the grid z (nz,)."""
        h = np.stack([z, z**2])
        blocks = {name: make_block(world, name) for name in ("dxa", "btm", "micro", "sensory")}
        hazards = {name: block_coefficients(world, block) for name, block in blocks.items()}
        answers = sum(
            yes_no.log_likelihood(yes_no.log_odds(world, name, z), columns[name][:, None])
            for name in yes_no.CLINICAL_YES_NO
            if name != "glucocorticoid_use"
        )
        return cls(
            columns=columns, z=z, h=h, blocks=blocks, hazards=hazards,
            seen=observed(blocks["dxa"], columns, world),
            markers=evidence(blocks["btm"], blocks["btm"].transformed(columns), h, hazards["btm"]),
            micro=evidence(blocks["micro"], blocks["micro"].transformed(columns), h, hazards["micro"]),
            dosages=np.stack([columns[rsid] for rsid in genes.snp_names()], axis=1),
            yes_no=np.asarray(answers),
        )  # fmt: skip

    def groups(self) -> Iterator[np.ndarray]:
        """Row numbers of people for whom the same of (femoral neck BMD, glucocorticoids, a fall, all sensory fields) are unknown."""
        told = [self.columns[name] for name in ("glucocorticoid_use", "falls_12m")]
        unknown = np.isnan(np.stack([self.seen[:, FEMORAL_NECK], *told]))
        sensory = np.isnan(np.stack([self.columns[name] for name in self.blocks["sensory"].fields])).all(axis=0)
        codes = unknown[0] * 8 + unknown[1] * 4 + unknown[2] * 2 + sensory
        for code in np.unique(codes):
            yield np.flatnonzero(codes == code)

    def take(self, rows: np.ndarray) -> PreparedPeople:
        """The given rows."""

        def part(e: Evidence) -> Evidence:
            return Evidence(
                distance=e.distance[rows],
                log_det=e.log_det[rows],
                fields=e.fields[rows],
                hazard=e.hazard[rows],
                hazard_variance=e.hazard_variance[rows],
            )

        columns = {name: values[rows] for name, values in self.columns.items()}
        return PreparedPeople(
            columns=columns, z=self.z, h=self.h, blocks=self.blocks, hazards=self.hazards, seen=self.seen[rows],
            markers=part(self.markers), micro=part(self.micro), dosages=self.dosages[rows], yes_no=self.yes_no[rows],
        )  # fmt: skip
