"""The coalition game behind the Shapley values: which entered fields are the patient's, which a reference person's.

A coalition's value is the log-odds of the ensemble's mean logits over the reference people, whose fields outside the coalition stand in for
the patient's. Fields that the patient lacks are the same for all: absent modalities stay absent, imputed fields keep the patient's
imputed values (each reference person is paired with one of the m imputations). So only what was entered can carry a bar, and the full
coalition is exactly the answer of `Model.assess`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from osteo_core.constants import MODALITIES
from osteo_core.explanation.lone_token import TOKEN, LoneToken
from osteo_core.inference.calibration import outcome_logits
from osteo_core.inference.ensemble import Ensemble
from osteo_core.network.batch import TOKEN_MODALITIES, TOKENS, Batch
from osteo_core.network.fusion import TokenTerms
from osteo_core.network.series import draw_series
from osteo_core.preprocessing.encode import ALL_INPUTS, SLICES, entered_name
from osteo_core.preprocessing.pipeline import Prepared

CHUNK = 16_384
"""Rows (coalitions x reference people) fused at once."""


@dataclass(frozen=True, kw_only=True)
class Player:
    """One entered field: its catalogue name, its modality and its input columns. `array` marks a measured volume or series."""

    name: str
    modality: str
    columns: tuple[int, ...]
    array: bool = False


def players_of(
    prepared: Prepared, measured_volume: bool, measured_series: bool, inputs: tuple[str, ...] = ALL_INPUTS
) -> tuple[Player, ...]:
    """The fields of one patient that were entered, in network order; `inputs` names the model's input columns."""
    observed = prepared.observed[0] > 0
    fields = _fields(prepared, inputs)
    found: list[Player] = []
    for modality in MODALITIES:
        columns: dict[str, list[int]] = {}
        for index in range(SLICES[modality].start, SLICES[modality].stop):
            if observed[index]:
                columns.setdefault(fields[index], []).append(index)
        found += [Player(name=name, modality=modality, columns=tuple(indices)) for name, indices in columns.items()]
        if (modality == "micro" and measured_volume) or (modality == "sensory" and measured_series):
            found.append(Player(name="volume" if modality == "micro" else "series", modality=modality, columns=(), array=True))
    return tuple(found)


def _fields(prepared: Prepared, inputs: tuple[str, ...]) -> list[str]:
    """The entered field behind each input column: "not postmenopausal" follows from being a man, and BMI restates a known weight."""
    there = {name: index for index, name in enumerate(inputs) if prepared.observed[0, index] > 0}
    follows = {}
    if "female" in there and prepared.units(0)[0, there["female"]] < 0.5:
        follows["postmenopausal"] = "sex"
    if "weight_kg" in there:
        follows["bmi"] = "weight_kg"
    return [follows.get(name) or entered_name(name) for name in inputs]


class Game:
    """Values of coalitions, with the tokens that a coalition leaves unchanged computed once.

    Args:
        ensemble: the networks.
        patient: one prepared person, m imputations.
        arrays: measured volume, once an imputation (m, 48, 48, 48), and series (48, 3), or None.
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
        self._patient_values = torch.tensor(patient.values[draws, 0], dtype=torch.float32)
        self._patient_units = torch.tensor(np.stack([patient.units(int(d))[0] for d in draws]), dtype=torch.float32)
        self._background_values = torch.tensor(reference.values[0], dtype=torch.float32)
        self._background_units = torch.tensor(reference.units(0), dtype=torch.float32)
        self._observed = torch.tensor(patient.observed, dtype=torch.float32).expand(people, -1)
        self._present = torch.tensor(patient.present, dtype=torch.float32).expand(people, -1)
        self._volume, self._series = arrays
        self._draws = torch.from_numpy(draws)
        self._worth: dict[bytes, NDArray[np.float64]] = {}
        self._places: dict[str, dict[bytes, int]] = {token: {} for token in TOKENS}
        self._kept: dict[str, list[TokenTerms]] = {}
        self._columns = np.zeros((len(players), len(ALL_INPUTS)), bool)
        for seat, player in enumerate(players):
            self._columns[seat, list(player.columns)] = True
        nobody = self._batch(np.zeros((1, len(players)), bool))
        self._mask = ensemble.networks[0].token_mask(nobody)[0]
        self._scan = int(nobody.scan()[0])  # what was measured is the patient's in every coalition
        self._seats = {t: np.array([p.modality in TOKEN_MODALITIES[t] for p in players], bool) for t in TOKENS}

    @cached_property
    def _lone(self) -> LoneToken | None:
        """A quicker way to the same numbers, for a patient with the token of DXA and clinical data alone."""
        if self._mask.tolist() != [token == TOKEN for token in TOKENS]:
            return None
        nobody, everybody = (self._batch(np.full((1, len(self.players)), all_in)) for all_in in (False, True))
        return LoneToken(self.ensemble.networks, nobody, everybody, self._columns)

    @property
    def reference_people(self) -> int:
        return len(self._patient_values)

    def values(self, coalitions: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Outcome log-odds of coalitions: (k, players) -> (k, 4 or 5) (each status class against the rest, fracture, hip fracture)."""
        coalitions = np.asarray(coalitions, bool)
        keys = [row.tobytes() for row in coalitions]
        new = list({key: place for place, key in enumerate(keys) if key not in self._worth}.values())
        step = max(1, CHUNK // self.reference_people)
        for start in range(0, len(new), step):
            some = new[start : start + step]
            self._worth.update(zip((keys[place] for place in some), self._fused(coalitions[some]), strict=True))
        return np.stack([self._worth[key] for key in keys])

    @torch.inference_mode()
    def _fused(self, coalitions: NDArray[np.bool_]) -> NDArray[np.float64]:
        if self._lone is not None:
            # Calibration is affine: that of the means is the mean of those calibrated.
            return outcome_logits(self.ensemble.calibration.apply(self._lone.logits(coalitions).numpy(), self._scan))
        here = [token for token, inside in zip(TOKENS, self._mask, strict=True) if bool(inside)]
        columns = [self._parts(token, coalitions) for token in here]
        networks = range(len(self.ensemble.networks))
        parts = [[TokenTerms(*(field.flatten(0, 1) for field in column[i])) for column in columns] for i in networks]
        fused = self.ensemble.fuse(parts, self._mask, self._scan).reshape(len(networks), len(coalitions), self.reference_people, -1)
        return outcome_logits(fused.mean((0, 2)))

    def _parts(self, token: str, coalitions: NDArray[np.bool_]) -> list[TokenTerms]:
        """What one token brings in every coalition: a list over networks of TokenTerms of shape (k, people, ...)."""
        seats, places = self._seats[token], self._places[token]
        keys = [row.tobytes() for row in coalitions[:, seats]]
        new = {key: i for i, key in enumerate(keys) if key not in places}
        if new:
            places.update({key: len(places) + i for i, key in enumerate(new)})
            self._embed(token, coalitions[list(new.values())] & seats)
        where = torch.tensor([places[key] for key in keys])
        return [TokenTerms(*(field[where] for field in kept)) for kept in self._kept[token]]

    def _embed(self, token: str, coalitions: NDArray[np.bool_]) -> None:
        """Run the token's encoder for coalitions not met before, and keep what it brings to the fusion."""
        position, people, drawn = TOKENS.index(token), self.reference_people, token == "sensory"
        step = max(1, CHUNK // (4 if drawn else 1) // people)  # a series a row takes memory
        pieces = [self._kept[token]] if token in self._kept else []
        for start in range(0, len(coalitions), step):
            batch = self._batch(coalitions[start : start + step])
            batch = batch.drawn() if drawn else batch
            brought = [network.fusion.terms(position, network.encode_token(token, batch)[0]) for network in self.ensemble.networks]
            pieces.append([TokenTerms(*(field.reshape(-1, people, *field.shape[1:]) for field in parts)) for parts in brought])
        self._kept[token] = [TokenTerms(*map(torch.cat, zip(*each, strict=True))) for each in zip(*pieces, strict=True)]

    def _batch(self, coalitions: NDArray[np.bool_]) -> Batch:
        """The reference people once for each of k coalitions, with its fields the patient's, as fields not entered always are."""
        k = len(coalitions)
        away = torch.from_numpy(~coalitions @ self._columns)[:, None, :]
        values = torch.where(away, self._background_values, self._patient_values).flatten(0, 1)
        units = torch.where(away, self._background_units, self._patient_units).flatten(0, 1)
        micro, sensory = units[:, SLICES["micro"]], units[:, SLICES["sensory"]]
        return Batch(
            values=values,
            observed=self._observed.repeat(k, 1),
            present=self._present.repeat(k, 1),
            micro_raw=micro,
            sensory_raw=sensory,
            volume=self._volume,
            volume_row=None if self._volume is None else torch.where(self._holds("volume", coalitions), self._draws.repeat(k), -1),
            series=self._series_in(sensory, coalitions),
        )

    def _series_in(self, units: Tensor, coalitions: NDArray[np.bool_]) -> Tensor | None:
        """The measured series in coalitions that hold it, else the one drawn from the parameters; None when nothing was measured."""
        if self._series is None:
            return None
        out = draw_series(units)
        out[self._holds("series", coalitions)] = self._series
        return out

    def _holds(self, name: str, coalitions: NDArray[np.bool_]) -> Tensor:
        """(k x people,) whether the coalition of each row holds a measured array."""
        seat = [player.name for player in self.players].index(name)
        return torch.from_numpy(coalitions[:, seat]).repeat_interleave(self.reference_people)

    def values_uncached(self, coalitions: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The same numbers through the whole network, nothing remembered: the yardstick of tests and of the benchmark."""
        out = []
        for row in np.asarray(coalitions, bool):
            logits, _ = self.ensemble.logits(self._batch(row[None]))
            out.append(outcome_logits(logits.mean((0, 1))))
        return np.stack(out)
