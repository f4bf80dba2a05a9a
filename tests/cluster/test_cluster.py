"""Work on a Dask cluster of two workers of this computer: the same bytes as without, a killed worker, clusters that fail."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from osteo_core import cluster
from osteo_core.cli.main import main
from osteo_core.cluster import in_order, opened
from osteo_core.cohorts.worlds.life import draw
from osteo_core.errors import InvalidInput
from osteo_core.inference.scoring import score
from osteo_core.named_model import NamedModel
from osteo_core.training.own.train import train_own
from tests.cluster.pieces import squared_once_killed
from tests.folders import ROOT
from tests.training.own.conftest import drawn, small

if TYPE_CHECKING:
    from distributed import Client

PEOPLE, ROWS = 60, 10


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with opened(cluster.LOCAL) as found:
        yield found


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cluster") / "people.parquet"
    table = draw(PEOPLE, 5).table
    table.loc[7, "age"] = 20  # refused: its line in the errors file is to be the same too
    table.to_parquet(path)
    return path


def test_a_killed_worker_costs_its_piece_only_and_the_order_stays(client: Client, tmp_path: Path) -> None:
    found = list(in_order(client, partial(squared_once_killed, folder=tmp_path), range(12)))
    assert found == [(number, number * number) for number in range(12)]
    calls = {number: len(list(tmp_path.glob(f"{number}-*"))) for number in range(12)}
    assert calls[3] == 2
    # What the dead worker had finished and not yet handed over is done again too: never more than is on its way at a time.
    assert sum(count - 1 for count in calls.values()) <= 4


def test_a_table_scored_by_two_workers_is_the_same_bytes(client: Client, people: Path, tmp_path: Path) -> None:
    model = NamedModel("nhanes")
    for name, share in (("alone", None), ("shared", partial(in_order, client))):
        done = score(people, tmp_path / f"{name}.parquet", model, chunk_rows=ROWS, progress=False, share=share)
        assert (done.n_scored, done.n_refused) == (PEOPLE - 1, 1)
    for ending in (".parquet", ".parquet.errors.csv"):
        assert (tmp_path / f"alone{ending}").read_bytes() == (tmp_path / f"shared{ending}").read_bytes()


def test_a_table_imported_by_two_workers_is_the_same_bytes(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids that come again are in different pieces, so that only whoever sees all of them can tell."""
    from osteo_core.imports import carrying_out
    from osteo_core.imports.planning import plan
    from osteo_core.imports.reading.opening import given

    monkeypatch.setattr(carrying_out, "CHUNK_ROWS", 5)
    path = tmp_path / "people.csv"
    rows = [f"{i % 17},{45 + i},{'F' if i % 2 else 'M'},{20 + i / 10:.1f},{'x' if i == 3 else 60 + i}" for i in range(23)]
    path.write_text("id,Age (years),Sex,BMI,Weight (kg)\n" + "\n".join(rows) + "\n")
    made = {}
    for name, share in (("alone", None), ("shared", partial(in_order, client))):
        with (tmp_path / name).open("wb") as file:
            made[name] = carrying_out.carry_out(plan([given(path)], accept=True), file, share)
    assert made["alone"].rows_in == 23
    assert 0 < made["alone"].rows_out < 18  # six ids come again
    assert (tmp_path / "alone").read_bytes() == (tmp_path / "shared").read_bytes()
    assert made["alone"] == made["shared"]


def test_a_training_by_two_workers_is_the_same_bytes(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "opened", lambda _: nullcontext(client))
    drawn().drop(columns=["fracture_time", "fracture_event"]).to_parquet(tmp_path / "people.parquet")
    for name, address in (("alone", None), ("shared", cluster.LOCAL)):
        monkeypatch.setenv("OSTEO_MODELS", str(tmp_path / name))
        train_own(small(tmp_path / "people.parquet", cluster=address))
    for file in ("weights.safetensors", "settings.json", "heldout.parquet", "metrics.json"):
        assert (tmp_path / "alone" / "mine" / file).read_bytes() == (tmp_path / "shared" / "mine" / file).read_bytes(), file


def test_an_error_of_the_work_is_the_works_own(client: Client) -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_order(client, partial(divmod, 1), [1, 0]))


@pytest.mark.parametrize(("address", "sentence"), [("here", "is no cluster"), ("tcp://127.0.0.1:9", "no Dask scheduler answered")])
def test_a_cluster_that_is_not_there(
    address: str, sentence: str, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1)
    out = tmp_path / "out.csv"
    assert main(["score", str(people), str(out), "--cluster", address]) == 2
    assert sentence in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_cluster_that_dies_is_one_sentence() -> None:
    from distributed import LocalCluster

    local = LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0", scheduler_port=0)

    def work() -> None:
        with opened(local.scheduler_address) as client:
            for _ in in_order(client, abs, range(100)):
                local.close()

    with local, pytest.raises(InvalidInput, match="--cluster"):
        work()


def test_a_cluster_opened_first_leaves_dasks_settings_for_the_next() -> None:
    """In a process that has not loaded `distributed` yet: its defaults stay when the first cluster's own settings are undone."""
    code = (
        "from contextlib import nullcontext\n"
        "import dask, osteo_core.cluster as cluster\n"
        "cluster._client = lambda *_: nullcontext()\n"
        "with cluster.opened(cluster.LOCAL): pass\n"
        "print(dask.config.get('distributed.comm.require-encryption'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "None\n"), done.stderr
