"""The checklist is whole, in order, and points at what exists."""

from __future__ import annotations

import re

import pytest

from osteo_core.paper.tripod_ai import SECTIONS, STATUSES, items
from osteo_core.translations import LANGUAGES, sentences, translate
from pages._widgets.shared import router
from tests.folders import ROOT

# Table 2 of Collins et al., BMJ 2024;385:e078378: item -> how many parts it has.
PARTS = {n: 1 for n in range(1, 28)} | {3: 3, 5: 2, 6: 3, 8: 3, 9: 3, 12: 7, 18: 6, 20: 3, 23: 2, 27: 3}


def test_all_27_items_with_their_52_parts_are_there_in_order() -> None:
    expected = [f"{n}{'abcdefg'[k] if parts > 1 else ''}" for n, parts in PARTS.items() for k in range(parts)]
    assert len(expected) == 52
    assert [item.n for item in items()] == expected
    assert list(dict.fromkeys(item.section for item in items())) == list(SECTIONS)
    assert {item.status for item in items()} <= set(STATUSES)


@pytest.mark.parametrize("item", items(), ids=lambda item: item.n)
def test_an_item_points_at_what_exists(item: object) -> None:
    assert all((ROOT / "pages" / f"{page}.py").is_file() for page in item.pages)
    assert all((ROOT / name).is_file() for name in item.files)
    if item.status in ("done", "partly"):
        assert item.pages or item.files
    assert set(item.pages) <= set(router.PAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_is_worded_once_in_each_language(language: str) -> None:
    said = [translate(f"checklist.item.{item.n}.{part}", language) for item in items() for part in ("topic", "asks", "answer")]
    assert all(said)
    keys = {key for key in sentences(language) if key.startswith("checklist.item.")}
    assert {re.sub(r"^checklist\.item\.(\w+)\..*", r"\1", key) for key in keys} == {item.n for item in items()}
    if language == "zh":
        assert all(re.search(r"[\u4e00-\u9fff]", sentence) for sentence in said)
