"""Where the scores for one outcome lie far apart for one patient, and which of the inputs can account for it.

Only what the scores themselves report is used: what each one reads, and by how much each input multiplies its number. Nothing is fitted
and no cause is claimed beyond that; two scores also differ in the people they were made from and in the kind of number they give.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.inference import percentages
from osteo_core.scores.score import ScoreResult
from osteo_core.translations import LANGUAGES, translate

AGREE_BELOW = 1.5
"""Highest number over lowest: under this the scores are said to agree."""

_WORTH_NAMING = math.log(1.1)
_MOST_NAMED = 3

# Questions that ask for the same thing in another form: reading one of them is reading the others.
_SAME = (
    ("prior_fracture", "prior_fracture_sites", "wrist_spine_hip_shoulder_fracture"),
    ("parental_hip_fracture", "parental_osteoporosis"),
    ("current_smoking", "smoking_category"),
    ("high_alcohol_intake", "alcohol_category"),
    ("glucocorticoid_use", "steroid_tablets"),
    ("rheumatoid_arthritis", "ra_or_sle"),
    ("falls_12m", "history_of_falls"),
    ("ethnicity", "qfracture_ethnicity"),
    ("bmi", "height_cm", "weight_kg"),
    *((f"{site}_bmd", f"{site}_t", f"{site}_sbmd") for site in ("femoral_neck", "total_hip", "lumbar_spine")),
)  # fmt: skip
_TOPIC = {name: names[0] for names in _SAME for name in names}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one score says of one outcome.

    Attributes:
        label: by language.
        percent: its number.
        incidence: True where it counts fractures as if nobody died of anything else.
        asks: topics that it reads where they are known.
        ratios: topic -> what the input multiplies the number by, against the score's own reference; None where it reports none (a network).
        used: catalogue names that it read from this record.
    """

    label: Mapping[str, str]
    percent: float
    incidence: bool
    asks: frozenset[str]
    ratios: Mapping[str, float] | None = None
    used: tuple[str, ...] = ()


def answer_of(result: ScoreResult, outcome: str) -> Answer | None:
    """A score's answer to one outcome, None where it has no number for it."""
    value = result.value(outcome)
    if value is None or value.value is None:
        return None
    ratios: dict[str, float] = {}
    for part in result.contributions:
        if part.outcome == outcome:
            ratios[_topic(part.field)] = ratios.get(_topic(part.field), 1.0) * part.ratio
    label = {language: result.about.text("short", language) for language in LANGUAGES}
    return Answer(
        label=label,
        percent=value.value,
        incidence=result.about.kind == "incidence",
        asks=_topics(result.about.inputs),
        ratios=ratios,
        used=result.used,
    )


def answer_of_network(label: Mapping[str, str], percent: float, modalities: Iterable[str], used: Iterable[str]) -> Answer:
    """A network's answer: it asks every field of its modalities, read `used` of them here, and reports no ratios."""
    asks = _topics(feature.name for modality in modalities for feature in CATALOGUE.of(modality))
    return Answer(label=label, percent=percent, incidence=False, asks=asks, ratios=None, used=tuple(used))


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """The highest and the lowest answer to one outcome, with the inputs that can account for the distance.

    Attributes:
        only_high: topics by which the higher one raises its number and that the lower one does not read, with their ratios; largest first.
        only_low: topics by which the lower one lowers its number and that the higher one does not read.
        weighed: topics that both read, with the ratio of the higher and of the lower one.
        unseen: modalities of this record that only one of them reads, without a ratio (the network's), by which one: "high" or "low".
    """

    outcome: str
    high: Answer
    low: Answer
    only_high: tuple[tuple[str, float], ...] = ()
    only_low: tuple[tuple[str, float], ...] = ()
    weighed: tuple[tuple[str, float, float], ...] = ()
    unseen: tuple[tuple[str, str], ...] = ()

    @property
    def ratio(self) -> float:
        """Highest number over lowest; infinite where the lowest is zero."""
        return self.high.percent / self.low.percent if self.low.percent > 0 else math.inf

    @property
    def agree(self) -> bool:
        """True where the numbers lie within the factor that is called agreement."""
        return self.ratio < AGREE_BELOW

    @property
    def _names(self) -> dict[str, dict[str, str]]:
        return {"high": dict(self.high.label), "low": dict(self.low.label)}

    def text(self, language: str = "en") -> str:
        """One sentence on how far apart, one on what can account for it."""
        names = self._names
        numbers = {"a": _number(self.high.percent), "b": _number(self.low.percent)}
        outcome = translate(f"scores.disagreement.outcome.{self.outcome}", language)
        if self.agree:
            agrees = translate("scores.disagreement.agree", language, outcome=outcome, factor=f"{AGREE_BELOW:g}", **names, **numbers)
            return _spaced(agrees)
        ratio = f"{self.ratio:.1f}" if self.ratio < 10 else f"{self.ratio:.0f}"
        first = translate("scores.disagreement.differ", language, outcome=outcome, ratio=ratio, **names, **numbers)
        return _spaced(_sentences([first, *self._reasons(language)], language))

    def _reasons(self, language: str) -> list[str]:
        names = self._names
        reasons = []
        if self.only_high:
            reasons.append(translate("scores.disagreement.only_high", language, fields=_listed(self.only_high, language), **names))
        if self.only_low:
            reasons.append(translate("scores.disagreement.only_low", language, fields=_listed(self.only_low, language), **names))
        if self.weighed:
            parts = [
                translate("scores.disagreement.weight", language, label=_label(name, language), a=f"{a:.1f}", b=f"{b:.1f}")
                for name, a, b in self.weighed
            ]
            fields = translate("scores.disagreement.separator", language).join(parts)
            reasons.append(translate("scores.disagreement.weighed", language, fields=fields, **names))
        for who in ("high", "low"):
            labels = [CATALOGUE.modality_label(modality, language) for modality, by in self.unseen if by == who]
            if labels:
                reader, other = (names["high"], names["low"]) if who == "high" else (names["low"], names["high"])
                listed = translate("scores.disagreement.separator", language).join(labels)
                reasons.append(translate("scores.disagreement.unseen", language, reader=reader, other=other, modalities=listed))
        if self.high.incidence and not self.low.incidence:
            reasons.append(translate("scores.disagreement.incidence", language, **names))
        return reasons or [translate("scores.disagreement.unexplained", language)]


def disagreement(outcome: str, answers: Iterable[Answer]) -> Disagreement | None:
    """The two answers furthest apart and what can account for it; None for fewer than two answers."""
    ranked = sorted(answers, key=lambda answer: answer.percent)
    if len(ranked) < 2:
        return None
    low, high = ranked[0], ranked[-1]
    of_high, of_low = high.ratios or {}, low.ratios or {}
    raised = [(name, ratio) for name, ratio in of_high.items() if name not in low.asks and math.log(ratio) >= _WORTH_NAMING]
    lowered = [(name, ratio) for name, ratio in of_low.items() if name not in high.asks and -math.log(ratio) >= _WORTH_NAMING]
    both = [(name, of_high[name], of_low[name]) for name in of_high.keys() & of_low.keys()]
    weighed = [part for part in both if math.log(part[1] / part[2]) >= _WORTH_NAMING]
    return Disagreement(
        outcome=outcome, high=high, low=low,
        only_high=tuple(sorted(raised, key=lambda part: -part[1])[:_MOST_NAMED]),
        only_low=tuple(sorted(lowered, key=lambda part: part[1])[:_MOST_NAMED]),
        weighed=tuple(sorted(weighed, key=lambda part: -part[1] / part[2])[:_MOST_NAMED]),
        unseen=(*_unseen(high, low, "high"), *_unseen(low, high, "low")),
    )  # fmt: skip


def _unseen(reader: Answer, other: Answer, who: str) -> list[tuple[str, str]]:
    """Modalities of which `reader`, where it reports no ratios, read something in this record and `other` asks nothing."""
    if reader.ratios is not None:
        return []
    read = {CATALOGUE[name].modality for name in reader.used}
    asked = {CATALOGUE[name].modality for name in other.asks}
    return [(modality, who) for modality in MODALITIES if modality in read - asked]


def _topic(name: str) -> str:
    return _TOPIC.get(name, name)


def _topics(names: Iterable[str]) -> frozenset[str]:
    return frozenset(_topic(name) for name in names)


def _label(name: str, language: str) -> str:
    return CATALOGUE[name].label_in(language)


def _listed(parts: tuple[tuple[str, float], ...], language: str) -> str:
    words = [f"{_label(name, language)} (×{ratio:.1f})" for name, ratio in parts]
    return translate("scores.disagreement.separator", language).join(words)


def _number(percent: float) -> str:
    """A percentage as on the charts: no decimals from 10 %, one below, never a false 100 %."""
    return percentages.percent(percent / 100)


def _spaced(text: str) -> str:
    """Latin names and Chinese words that were put side by side, with the space that Chinese print has between them."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])", " ", text)


def _sentences(sentences: list[str], language: str) -> str:
    return translate("scores.disagreement.between", language).join(sentences)
