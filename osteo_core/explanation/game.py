"""The coalition game behind the Shapley values: which entered fields are the patient's, which a reference person's.

A coalition's value is the log-odds of the ensemble's mean logits over the reference people, whose fields outside the coalition stand in for
the patient's. Fields that the patient lacks are the same for all: absent modalities stay absent, imputed fields keep the patient's
imputed values (each reference person is paired with one of the m imputations). So only what was entered can carry a bar, and the full
coalition is exactly the answer of `Model.assess`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from osteo_core.inference.calibration import outcome_logits
from osteo_core.inference.ensemble import Ensemble
from osteo_core.network.batch import TOKEN_MODALITIES, TOKENS, Batch
from osteo_core.network.fusion import Parts
from osteo_core.preprocessing.encode import ALL_INPUTS, MODALITY_ORDER, SLICES, entered_name
from osteo_core.preprocessing.pipeline import Prepared

CHUNK = 16_384
"""Rows (coalitions x reference people) fused at once."""


@dataclass(frozen=True)
class Player:
    """One entered field: its catalogue name, its modality and its input columns. `array` marks a measured volume or series."""

    name: str
    modality: str
    columns: tuple[int, ...]
    array: bool = False


def players_of(prepared: Prepared, measured_volume: bool, measured_series: bool) -> tuple[Player, ...]:
    """The fields of one patient that were entered, in network order."""
    observed = prepared.observed[0] > 0
    man = bool(observed[ALL_INPUTS.index("female")]) and prepared.units(0)[0, ALL_INPUTS.index("female")] < 0.5
    found: list[Player] = []
    for modality in MODALITY_ORDER:
        columns: dict[str, list[int]] = {}
        for index in range(SLICES[modality].start, SLICES[modality].stop):
            if observed[index]:
                columns.setdefault(_field(index, man), []).append(index)
        found += [Player(name, modality, tuple(indices)) for name, indices in columns.items()]
        if (modality == "micro" and measured_volume) or (modality == "sensory" and measured_series):
            found.append(Player("volume" if modality == "micro" else "series", modality, (), array=True))
    return tuple(found)


def _field(index: int, man: bool) -> str:
    """The entered field behind an input column; a man's "not postmenopausal" follows from his sex."""
    name = ALL_INPUTS[index]
    return "sex" if man and name == "postmenopausal" else entered_name(name)


class Game:
    """Values of coalitions, with the tokens that a coalition leaves unchanged computed once.

    Args:
        ensemble: the networks.
        patient: one prepared person, m imputations.
        arrays: measured volume (24, 24, 24) and series (48, 3), or None.
        reference: background people prepared with every field measured.
        players: the fields that can join.
    """

    def __init__(
        self,
        ensemble: Ensemble,
        patient: Prepared,
        arrays: tuple[Tensor | None, Tensor | None],
        reference: Prepared,
        players: tuple[Player, ...],
    ) -> None:
        self.ensemble, self.players = ensemble, players
        people = len(reference.observed)
        draws = np.arange(people) % len(patient.values)
        self._own = torch.tensor(patient.values[draws, 0], dtype=torch.float32)
        self._own_units = torch.tensor(np.stack([patient.units(int(d))[0] for d in draws]), dtype=torch.float32)
        self._other = torch.tensor(reference.values[0], dtype=torch.float32)
        self._other_units = torch.tensor(reference.units(0), dtype=torch.float32)
        self._observed = torch.tensor(patient.observed, dtype=torch.float32).expand(people, -1)
        self._present = torch.tensor(patient.present, dtype=torch.float32).expand(people, -1)
        self._volume, self._series = arrays
        self._stored: dict[str, dict[bytes, list[Parts]]] = {token: {} for token in TOKENS}
        whole = self._batch(np.zeros(len(players), bool))
        self._mask = ensemble.networks[0].token_mask(whole)[0]
        self._seats = {t: np.array([p.modality in TOKEN_MODALITIES[t] for p in players], bool) for t in TOKENS}

    @property
    def reference_people(self) -> int:
        return len(self._own)

    def values(self, coalitions: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Outcome log-odds of coalitions: (k, players) -> (k, 4) (each status class against the rest, fracture)."""
        coalitions = np.asarray(coalitions, bool)
        step = max(1, CHUNK // self.reference_people)
        return np.concatenate([self._fused(coalitions[start : start + step]) for start in range(0, len(coalitions), step)])

    @torch.inference_mode()
    def _fused(self, coalitions: NDArray[np.bool_]) -> NDArray[np.float64]:
        here = [token for token, inside in zip(TOKENS, self._mask, strict=True) if bool(inside)]
        columns = [self._parts(token, coalitions) for token in here]
        networks = range(len(self.ensemble.networks))
        parts = [
            Parts(*(torch.stack([column[i][field] for column in columns], 2).flatten(0, 1) for field in range(len(Parts._fields))))
            for i in networks
        ]  # fields of shape (k * people, tokens, ...)
        logits = self.ensemble.fuse(parts, self._mask).reshape(len(networks), len(coalitions), self.reference_people, 4)
        return outcome_logits(logits.mean((0, 2)))

    def _parts(self, token: str, coalitions: NDArray[np.bool_]) -> list[Parts]:
        """What one token brings in every coalition: a list over networks of Parts of shape (k, people, ...)."""
        seats, stored = self._seats[token], self._stored[token]
        keys = [row.tobytes() for row in coalitions[:, seats]]
        new = {key: i for i, key in enumerate(keys) if key not in stored}
        if new:
            self._embed(token, coalitions[list(new.values())] & seats, list(new))
        chosen = [stored[key] for key in keys]
        return [
            Parts(*(torch.stack([c[i][field] for c in chosen]) for field in range(len(Parts._fields))))
            for i in range(len(self.ensemble.networks))
        ]

    def _embed(self, token: str, coalitions: NDArray[np.bool_], keys: Sequence[bytes]) -> None:
        """Run the token's encoder for coalitions not met before, and keep what it brings to the fusion."""
        position, people = TOKENS.index(token), self.reference_people
        step = max(1, CHUNK // 4 // people)
        for start in range(0, len(keys), step):
            part = coalitions[start : start + step]
            batch = _joined([self._batch(row) for row in part])
            for network in self.ensemble.networks:
                parts = network.fusion.parts(position, network.encode_token(token, batch)[0])
                for i, key in enumerate(keys[start : start + step]):
                    one = Parts(*(field[i * people : (i + 1) * people] for field in parts))
                    self._stored[token].setdefault(key, []).append(one)

    def _batch(self, coalition: NDArray[np.bool_]) -> Batch:
        """The reference people with the coalition's fields replaced by the patient's; fields not entered are always the patient's."""
        values, units = self._own.clone(), self._own_units.clone()
        away = [c for player, inside in zip(self.players, coalition, strict=True) if not inside for c in player.columns]
        values[:, away], units[:, away] = self._other[:, away], self._other_units[:, away]
        joined = {player.name: bool(inside) for player, inside in zip(self.players, coalition, strict=True) if player.array}
        people = self.reference_people
        volume = self._volume.expand(people, -1, -1, -1) if self._volume is not None and joined.get("volume", False) else None
        series = self._series.expand(people, -1, -1) if self._series is not None and joined.get("series", False) else None
        return Batch(values, self._observed, self._present, units[:, SLICES["micro"]], units[:, SLICES["sensory"]], volume, series)

    def values_uncached(self, coalitions: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The same numbers through the whole network, nothing remembered: the yardstick of tests and of the benchmark."""
        out = []
        for row in np.asarray(coalitions, bool):
            logits, _ = self.ensemble.logits(self._batch(row))
            out.append(outcome_logits(logits.mean((0, 1))))
        return np.stack(out)


def _joined(batches: Sequence[Batch]) -> Batch:
    """Batches one after another; measured arrays are drawn where only some of them have one."""
    from osteo_core.network.phantom import render_phantom
    from osteo_core.network.series import draw_series

    def cat(name: str) -> Tensor:
        return torch.cat([getattr(batch, name) for batch in batches])

    volume = series = None
    if any(batch.volume is not None for batch in batches):
        volume = torch.cat([render_phantom(b.micro_raw) if b.volume is None else b.volume for b in batches])
    if any(batch.series is not None for batch in batches):
        series = torch.cat([draw_series(b.sensory_raw) if b.series is None else b.series for b in batches])
    return Batch(cat("values"), cat("observed"), cat("present"), cat("micro_raw"), cat("sensory_raw"), volume, series)
