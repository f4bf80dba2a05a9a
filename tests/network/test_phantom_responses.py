"""The table of mean responses gives what phantoms drawn one by one give in the mean."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from osteo_core.model import load_model
from osteo_core.network.phantom import render_phantom, structures
from osteo_core.network.phantom_responses import CORTICES, FRACTIONS, NODES, SEEDS, SPACINGS, interpolated, tabulated


def test_between_nodes_a_linear_function_comes_back_and_beyond_them_the_edge() -> None:
    first, second, third = np.meshgrid(*NODES, indexing="ij")
    table = torch.tensor(np.stack([2 * first + 3 * second - third, first], -1), dtype=torch.float32)
    # Tb.Th and Tb.Sp count by their sum.
    inside = torch.tensor([[0.21, 9.0, 0.2, 0.71, 0.93], [0.1, 9.0, 0.5, 0.2, 2.0]])
    expected = [[2 * 0.21 + 3 * 0.91 - 0.93, 0.21], [2 * 0.1 + 3 * 0.7 - 2.0, 0.1]]
    np.testing.assert_allclose(interpolated(table, inside), expected, rtol=1e-5)
    beyond = torch.tensor([[0.9, 1.0, 3.0, 3.0, 7.0], [0.0, 1.0, 0.0, 0.0, 0.0]])
    edges = [[2 * FRACTIONS[-1] + 3 * SPACINGS[-1] - CORTICES[-1], FRACTIONS[-1]], [2 * FRACTIONS[0] + 3 * SPACINGS[0] - CORTICES[0], 0.02]]
    np.testing.assert_allclose(interpolated(table, beyond), edges, rtol=1e-5)


def test_a_table_holds_means_over_structures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osteo_core.network.phantom_responses.FRACTIONS", FRACTIONS[5:7])
    monkeypatch.setattr("osteo_core.network.phantom_responses.SPACINGS", SPACINGS[6:7])
    monkeypatch.setattr("osteo_core.network.phantom_responses.NODES", (FRACTIONS[5:7], SPACINGS[6:7], CORTICES))
    table = tabulated(lambda volume: torch.stack([volume.mean((1, 2, 3)), volume[:, 0].mean((1, 2))], 1))
    assert table.shape == (2, 1, len(CORTICES), 2)
    rows = torch.tensor([[FRACTIONS[6], 0.0, 0.2, SPACINGS[6] - 0.2, CORTICES[4]]]).expand(len(SEEDS), -1)
    direct = render_phantom(rows, structures(SEEDS))
    np.testing.assert_allclose(table[1, 0, 4], [float(direct.mean()), float(direct[:, 0].mean())], rtol=1e-4)


@pytest.mark.parametrize("name", ["fusion", "life"])
def test_shipped_tables_say_what_new_phantoms_give(name: str) -> None:
    """Off the table's nodes and for other structures: off by less than what people, and two cubes of one bone, differ by."""
    rng = np.random.default_rng(3)
    rows = torch.tensor(
        np.stack([rng.uniform(*ends, 6) for ends in ((0.12, 0.3), (1, 1.5), (0.2, 0.26), (0.5, 1.0), (0.6, 1.3))], 1)
    ).float()
    micro = load_model(name).artifact.ensemble.networks[2].micro
    with torch.no_grad():
        each = torch.stack([micro.embed_volume(render_phantom(row.expand(8, -1), structures(range(8)))) for row in rows])
        table = interpolated(micro.responses, rows)
    people, structure = each.mean(1).std(0), each.std(1).mean(0)
    off = (table - each.mean(1)).square().mean(0).sqrt()
    answering = people > 0.05 * people.max()  # most channels answer nothing
    assert bool((off <= 0.1 * people + structure / 2)[answering].all())
