"""Files that failed once, and their neighbours, through the command line and through the upload; the right values are the cases' own."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from osteo_core.cli import main as cli
from osteo_core.errors import InvalidInput
from osteo_core.evaluation.reports.study import Study
from osteo_core.evaluation.uploads.upload import UploadDescription, describe_upload, read_upload
from tests import folders

CASES = folders.GOLDEN / "cases"

Judge = Callable[..., Any]


@pytest.fixture
def judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Judge:
    """The document of the command on a case, or on content; what it refuses as text, in English and Chinese."""

    def run(table: str | bytes, *options: str, name: str = "t.csv", outcome: str = "y") -> Any:
        path = CASES / table if isinstance(table, str) else tmp_path / name
        if isinstance(table, bytes):
            path.write_bytes(table)
        asked = ["evaluate", str(path), "--outcome", outcome, *options]
        if cli.main([*asked, "--format", "json"]) == 0:
            document = json.loads(capsys.readouterr().out)
            assert cli.main([*asked, "--language", "zh"]) == 0
            assert "{" not in capsys.readouterr().out
            return document
        english = capsys.readouterr().err
        assert cli.main([*asked, "--language", "zh"]) == 2
        assert capsys.readouterr().err != english
        assert len(english.splitlines()) <= 10
        return english

    return run


def upload(table: str | bytes, name: str = "t.csv", **asked: Any) -> Study:
    content = (CASES / table).read_bytes() if isinstance(table, str) else table
    return read_upload(content, table if isinstance(table, str) else name, **({"outcome": "y", "models": ["p_new"]} | asked))


def described(table: str | bytes, name: str = "t.csv") -> UploadDescription:
    return describe_upload((CASES / table).read_bytes() if isinstance(table, str) else table, table if isinstance(table, str) else name)


def refused(table: str | bytes, **asked: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        upload(table, **asked)
    assert caught.value.text("zh") != caught.value.text("en")
    return caught.value.text("en")


def parquet(frame: pd.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.to_parquet(content)
    return content.getvalue()


WORDS = b"result,p_new,t\nGood,0.2,-0.5\nPoor,0.6,-2.9\nGood,0.3,-1.1\nPoor,0.5,-2.0\nPoor,0.7,-1.0\nGood,0.1,0.3\n"
