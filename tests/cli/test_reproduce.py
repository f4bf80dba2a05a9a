"""`reproduce`: every part that ships has a maker, which is asked for what it needs before it works."""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest

from osteo_core.cli import main as cli
from osteo_core.cli import reproduce as command
from osteo_core.extras import MissingExtraError
from osteo_core.reproduce import MAKERS, Maker
from osteo_core.reproduce.evaluation.parts import PARTS, WITH_RIVALS
from osteo_core.translations import LANGUAGES, translate


def test_every_maker_is_there_and_those_that_train_rivals_say_so() -> None:
    assert all(callable(importlib.import_module(maker.module).main) for maker in MAKERS.values())
    assert set(PARTS) <= set(MAKERS)
    assert {name for name, maker in MAKERS.items() if maker.extra} == {*WITH_RIVALS, "own_study"}


def test_the_maker_asked_for_makes_and_its_failure_is_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[list[str]] = []
    modules = {
        "alone": SimpleNamespace(main=lambda: made.append([])),
        "given": SimpleNamespace(main=lambda arguments: made.append(arguments) or 2),
    }
    monkeypatch.setattr("osteo_core.reproduce.import_module", modules.__getitem__)
    monkeypatch.setitem(MAKERS, "cases", Maker("alone"))
    monkeypatch.setitem(MAKERS, "ladder", Maker("given", ("ladder",)))
    assert cli.main(["reproduce", "cases"]) == 0
    with pytest.raises(SystemExit) as ended:
        cli.main(["reproduce", "ladder"])
    assert (ended.value.code, made) == (2, [[], ["ladder"]])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_made_is_said_before_any_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    monkeypatch.setattr("osteo_core.reproduce.import_module", lambda name: pytest.fail("work began"))
    monkeypatch.setattr(command, "INSTALLED", True)
    assert cli.main(["reproduce", "cases", "--language", language]) == 2
    assert translate("errors.needs_checkout", language) in capsys.readouterr().err
    monkeypatch.setattr(command, "INSTALLED", False)

    def lacking(extra: str) -> None:
        raise MissingExtraError(extra, ("lightgbm",))

    monkeypatch.setattr(command, "require_extra", lacking)
    assert cli.main(["reproduce", "rows", "--language", language]) == 2
    assert "lightgbm" in capsys.readouterr().err
