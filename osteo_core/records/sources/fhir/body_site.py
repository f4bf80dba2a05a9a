"""Where a densitometry value was measured: from the code, the coded body site and what stands in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from osteo_core.records.sources.fhir.parts import SNOMED, codes, table, words

_NECK = re.compile(r"\bneck\b|股骨颈|颈部", re.IGNORECASE)
_TOTAL = re.compile(r"\btotal\b|全髋|总髋|髋关节", re.IGNORECASE)
_OTHER = re.compile(r"trochant|ward|shaft|转子|三角|wrist|radius|forearm|heel|calcaneus|whole body", re.IGNORECASE)
_VERTEBRAE = re.compile(r"(?<![A-Za-z])L\s?([1-4])(?:\s?[-–−~至到]\s?L?\s?([1-4]))?", re.IGNORECASE)
_LEFT, _RIGHT = re.compile(r"\bleft\b|左", re.IGNORECASE), re.compile(r"\bright\b|右", re.IGNORECASE)


@dataclass(frozen=True)
class Site:
    """`region`: "spine", "neck", "total", "femur" (which part is not said), "vertebra" (one alone) or "other"; the rest if said."""

    region: str
    side: str | None = None
    vertebrae: str | None = None


def site_of(rule: Mapping[str, Any], body_site: Any, said: str) -> Site:
    """The site of a value by its code's rule, its bodySite and the words of its code."""
    where = [part for code in codes(body_site, SNOMED) for part in re.split(r"[:=,]", code)]
    text = words(body_site)
    coded = {kind for code in where if (kind := table()["body_sites"].get(code))}
    side = _side(rule, where, f"{text} {said}")
    if rule["region"] == "spine":
        return _spine(coded, text or said)
    if rule["region"] == "radius" or (not coded & {"neck", "total"} and _OTHER.search(text or said)):
        return Site("other", side)
    if "neck" in coded or (not coded & {"total"} and _NECK.search(text)):
        return Site("neck", side)
    if not text and not coded and _NECK.search(said):
        return Site("femur", side)  # a code of the hip that its own words call the neck
    if "total" in coded or _TOTAL.search(text) or rule["region"] == "hip":
        return Site("total", side)
    return Site("femur", side)


def _spine(coded: set[str], text: str) -> Site:
    span = _VERTEBRAE.search(text)
    if "vertebra" in coded or (span and span[2] is None) or (span and span[1] == span[2]):
        return Site("vertebra")
    return Site("spine", vertebrae=f"L{span[1]}-L{span[2]}" if span else None)


def _side(rule: Mapping[str, Any], where: list[str], text: str) -> str | None:
    if "side" in rule:
        return str(rule["side"])
    coded = {side for code in where if (side := table()["sides"].get(code))}
    if len(coded) == 1:
        return str(coded.pop())
    left, right = bool(_LEFT.search(text)), bool(_RIGHT.search(text))
    return "left" if left and not right else "right" if right and not left else None
