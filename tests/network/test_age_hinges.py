"""Bends in age: nothing at first, nothing for an age that is not known, and one slope more after each knot."""

from __future__ import annotations

import torch

from osteo_core.network.encoders import TOKEN_WIDTH, AgeHinges
from osteo_core.network.network import FusionNetwork, NetworkSettings
from tests.network.people import made_up

PEOPLE = made_up(12, seed=3)


def test_a_network_given_bends_answers_as_before_until_they_have_learned() -> None:
    torch.manual_seed(1)
    straight = FusionNetwork(NetworkSettings(hip_fracture=True)).eval()
    bent = FusionNetwork(NetworkSettings(hip_fracture=True, age_knots=4)).eval()
    bent.load_state_dict(straight.state_dict(), strict=False)
    with torch.no_grad():
        assert torch.equal(bent(PEOPLE).logits, straight(PEOPLE).logits)


def test_a_bend_is_a_slope_after_its_knot_for_both_sexes_and_for_each() -> None:
    bends = AgeHinges(2)
    bends.knots.copy_(torch.tensor([0.0, 1.0]))
    with torch.no_grad():
        bends.weight[0] = torch.tensor([2.0, 10.0, 0.5, 0.0])  # after 0: 2 for all and 0.5 by sex; after 1: 10 more
    age, sex, one = torch.tensor([-1.0, 0.5, 2.0, 2.0]), torch.tensor([1.0, 1.0, -1.0, 1.0]), torch.ones(4)
    with torch.no_grad():
        assert bends(age, one, sex, one)[:, 0].tolist() == [0.0, 1.25, 13.0, 15.0]
        assert bends(age, one, sex, torch.zeros(4))[:, 0].tolist() == [0.0, 1.0, 14.0, 14.0]
        assert not bends(age, torch.zeros(4), sex, one).any()
        assert bends(age, one, sex, one).shape == (4, TOKEN_WIDTH)


def test_settings_name_the_bends_only_where_there_are_any() -> None:
    assert "age_knots" not in NetworkSettings().as_dict()
    settings = NetworkSettings(hip_fracture=True, age_knots=9)
    assert NetworkSettings.from_dict(settings.as_dict()) == settings
