"""A run folder after a power cut: what is torn is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from safetensors.numpy import save_file

from osteo_core.errors import InvalidInput
from osteo_core.training.run_folder import refuse_torn


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "settings.json").write_text('{"seed": 1}\n', encoding="utf-8")
    pd.DataFrame({"age": np.arange(500.0)}).to_parquet(tmp_path / "training.parquet")
    for name in ("preprocessing.safetensors", "fusion-0.checkpoint"):
        save_file({"a": np.arange(50.0)}, tmp_path / name)
    (tmp_path / "fusion-1.part").write_bytes(b"left over from an interrupted run")
    return tmp_path


def test_a_whole_folder_goes_on(folder: Path) -> None:
    refuse_torn(folder)


@pytest.mark.parametrize("name", ["settings.json", "training.parquet", "preprocessing.safetensors", "fusion-0.checkpoint"])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.9])
def test_a_torn_file_is_named(folder: Path, name: str, share: float) -> None:
    path = folder / name
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(InvalidInput, match=f"{name}: this file of the run folder is incomplete") as refused:
        refuse_torn(folder)
    assert len(refused.value.problems) == 1
    assert "不完整" in refused.value.text("zh")
