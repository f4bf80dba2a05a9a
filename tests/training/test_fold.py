"""Training one network: the same seed gives the same weights, interrupted at any epoch or not; early stopping keeps the best."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from osteo_core.network.batch import Batch
from osteo_core.network.network import FusionNetwork
from osteo_core.training.fold import FoldSettings, Sampler, train_network
from tests.network.people import made_up

Trained = tuple[dict[str, Tensor], list[float]]

EPOCHS = 4
PEOPLE = made_up(96, seed=1)
STATUS = torch.randint(0, 3, (96,), generator=torch.Generator().manual_seed(2))
SETTINGS = FoldSettings(batch_size=32, epochs=EPOCHS, patience=EPOCHS)


class KilledError(Exception):
    """Stands for a process that is killed."""


def make(who: Tensor, generator: torch.Generator) -> Batch:
    batch = PEOPLE.rows(who)
    return batch.keeping((torch.rand(len(who), 6, generator=generator) < 0.7).float().index_fill(1, torch.tensor([0]), 1.0))


def trained(checkpoint: Path, stop_after: int | None = None, seed: int = 5) -> Trained:
    torch.manual_seed(seed)
    network = FusionNetwork()

    def loss(batch: Batch, who: Tensor) -> Tensor:
        return F.cross_entropy(network(batch).status, STATUS[who])

    @torch.no_grad()
    def validate(average: nn.Module) -> float:
        return float(F.cross_entropy(average(PEOPLE).status, STATUS))

    def progress(epoch: int, value: float) -> None:
        if epoch == stop_after:
            raise KilledError

    history = train_network(network, Sampler(make, torch.arange(96), 32, seed), loss, validate, SETTINGS, checkpoint, progress)
    return network.state_dict(), history


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return trained(tmp_path_factory.mktemp("whole") / "x.checkpoint")


def assert_same(one: dict[str, Tensor], other: dict[str, Tensor]) -> None:
    assert one.keys() == other.keys()
    different = [name for name in one if not torch.equal(one[name], other[name])]
    assert different == []


def test_the_same_seed_gives_the_same_weights(tmp_path: Path, uninterrupted: Trained) -> None:
    weights, history = trained(tmp_path / "x.checkpoint")
    assert_same(weights, uninterrupted[0])
    assert history == uninterrupted[1]


def test_another_seed_gives_others(tmp_path: Path, uninterrupted: Trained) -> None:
    assert trained(tmp_path / "x.checkpoint", seed=6)[1] != uninterrupted[1]


@pytest.mark.parametrize("epoch", range(1, EPOCHS))
def test_an_interrupted_run_ends_as_if_it_had_not_been(tmp_path: Path, epoch: int, uninterrupted: Trained) -> None:
    with pytest.raises(KilledError):
        trained(tmp_path / "x.checkpoint", stop_after=epoch)
    torch.manual_seed(99)  # whatever happened in between
    weights, history = trained(tmp_path / "x.checkpoint")
    assert_same(weights, uninterrupted[0])
    assert history == uninterrupted[1]


def test_training_learns(uninterrupted: Trained) -> None:
    assert uninterrupted[1][-1] < uninterrupted[1][0]


def test_early_stopping_keeps_the_best_weights(tmp_path: Path) -> None:
    losses = iter([0.9, 0.5, 0.7, 0.6, 0.8, 0.1])
    seen: list[Tensor] = []
    network = nn.Linear(2, 1)

    def validate(average: nn.Module) -> float:
        seen.append(average.state_dict()["weight"].clone())
        return next(losses)

    def draw(who: Tensor, generator: torch.Generator) -> Batch:
        return made_up(len(who))

    def loss(batch: Batch, who: Tensor) -> Tensor:
        return network(torch.ones(1, 2)).sum()

    settings = FoldSettings(batch_size=8, epochs=6, patience=2)
    history = train_network(
        network, Sampler(draw, torch.arange(8), 8, 1), loss, validate, settings, tmp_path / "x.checkpoint", lambda e, v: None
    )
    assert history == [0.9, 0.5, 0.7, 0.6]  # two epochs without a better one end it: 0.1 is never seen
    assert torch.equal(network.state_dict()["weight"], seen[1])


def test_an_epochs_batches_depend_on_seed_and_number_only() -> None:
    sampler = Sampler(make, torch.arange(96), 32, 3)
    first, again = list(sampler.epoch(2)), list(sampler.epoch(2))
    assert all(torch.equal(a[1], b[1]) and torch.equal(a[0].present, b[0].present) for a, b in zip(first, again, strict=True))
    assert not torch.equal(first[0][1], next(iter(sampler.epoch(3)))[1])
    assert sorted(torch.cat([who for _, who in first]).tolist()) == list(range(96))


def test_an_incomplete_last_batch_is_left_out_unless_it_is_the_only_one() -> None:
    assert [len(who) for _, who in Sampler(make, torch.arange(70), 32, 3).epoch(0)] == [32, 32]
    assert [len(who) for _, who in Sampler(make, torch.arange(20), 32, 3).epoch(0)] == [20]


def test_the_rate_falls_along_half_a_cosine_and_otherwise_stays() -> None:
    falling = FoldSettings(learning_rate=1e-3, lowest_rate=1e-5, epochs=5)
    rates = [falling.rate(epoch) for epoch in range(5)]
    assert rates[0] == pytest.approx(1e-3)
    assert rates[2] == pytest.approx((1e-3 + 1e-5) / 2)
    assert rates[4] == pytest.approx(1e-5)
    assert rates == sorted(rates, reverse=True)
    assert {FoldSettings(epochs=5).rate(epoch) for epoch in range(5)} == {1e-3}
