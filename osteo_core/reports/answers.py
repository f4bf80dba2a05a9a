"""All that a report says of one patient, gathered once; a page hands over what its session has worked out already."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from osteo_core import comparison
from osteo_core.comparison import Answers
from osteo_core.constants import DEFAULT_MODEL
from osteo_core.errors import InvalidInput, Problem
from osteo_core.explanation.explanation import Explanation
from osteo_core.inference.artifact import WEIGHTS
from osteo_core.inference.assessment import Assessment, Outcome, Risk
from osteo_core.inference.predictor import Predictor
from osteo_core.inference.sums import digest
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.model import load_model
from osteo_core.patients import Patient
from osteo_core.recalibration import adopted
from osteo_core.recalibration.recalibrated import MOVED, RecalibratedModel
from osteo_core.records import Record
from osteo_core.records.change import Change, changes
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.scores.rules.decide import Decision, apply, rule_sets

RISKS: tuple[Outcome, ...] = ("osteoporosis", "fracture", "hip_fracture")
"""In the order shown."""

Under = Callable[[Predictor], Predictor | RecalibratedModel]

_NONE: Mapping[str, float] = MappingProxyType({})
_SAID_BESIDE = ("records.remark.carried", "records.remark.age")
"""What is carried forward is said beside each value."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What is said of one patient.

    Attributes:
        record: the person over time.
        patient: the newest visit, with what carries forward to it.
        visit: its date, None where the record gives none.
        carried: field -> date of the earlier visit that it was carried forward from.
        remarks: what is worth knowing of how the record was read.
        changes: between the visits, against the least significant change.
        assessment: of the network that leads, as stated to the reader (restated where the reader chose so).
        answers: the networks and every score, stated likewise.
        decisions: of the rule sets to show.
        explanations: of the leading network, as learned.
        weights: SHA-256 of that network's weights.
        stated: the sentence that says which people the network's numbers were restated for; None where they are as learned.
    """

    record: Record
    patient: Patient
    visit: datetime.date | None
    carried: Mapping[str, datetime.date]
    remarks: tuple[Problem, ...]
    changes: tuple[Change, ...]
    assessment: Assessment
    answers: Answers
    decisions: tuple[Decision, ...]
    explanations: Mapping[Outcome, Explanation]
    weights: str
    stated: str | None = None

    @property
    def is_recalibrated(self) -> bool:
        """Whether a calibration layer has moved the leading network's numbers."""
        return any(note.key == MOVED for note in self.assessment.notes)

    def layers(self, language: str) -> list[str]:
        """What the calibration layers in force did to the networks' numbers, the leading network's first."""
        others = [found for name, found in self.answers.networks.items() if name != self.model]
        return [
            note.text(language) if found is self.assessment else f"{found.model}: {note.text(language)}"
            for found in (self.assessment, *others)
            for note in found.notes
            if note.kind == "recalibrated"
        ]

    @property
    def model(self) -> str:
        """The leading network's name."""
        return self.assessment.model

    @property
    def risks(self) -> dict[Outcome, Risk]:
        """The network's risks that the report shows, by outcome."""
        found = {outcome: getattr(self.assessment, outcome) for outcome in RISKS}
        return {outcome: risk for outcome, risk in found.items() if risk is not None}

    @property
    def name(self) -> str:
        """The record's label, else its id, else nothing."""
        return str(self.patient.label or self.patient.id or "")


def ask(
    record: Record, model: str = DEFAULT_MODEL, *, precision: Mapping[str, float] = _NONE, under: Under = adopted.over
) -> Answered:  # fmt: skip
    """Everything that the models and scores say of the newest visit, under adopted layers, and what changed between the visits.

    Args:
        precision: the centre's own precision errors (`records.precision`).
        under: a network as it answers; by default under the layers that are adopted on this computer.

    Raises:
        InvalidInput: the newest visit holds nothing that the model reads; an adopted layer that cannot be used.
        ArtifactError: a model's files are missing or altered.
    """
    leading, patient = load_model(model), record.newest().patient
    read = leading.read(patient)
    answering = under(leading)
    assessment = answering.assess(read)
    others = comparison.NETWORKS[comparison.world_of(model)]
    networks = {model: assessment} | {name: found for name in others if (found := _other(name, model, patient, under))}
    answers = comparison.compare(patient, networks, answering)
    if answers.dxa_alone is not None:
        answers = answers.with_scan_alone(answers.dxa_alone)
    return answered(record, assessment, answers, leading.explain_all(read), precision=precision)


def answered(
    record: Record,
    assessment: Assessment,
    answers: Answers,
    explanations: Mapping[Outcome, Explanation],
    *,
    precision: Mapping[str, float] = _NONE,
    rules: str | None = None,
    stated: str | None = None,
) -> Answered:
    """What was worked out of a record's newest visit, with the changes and the decisions of the rule set called `rules`, or of all."""
    newest = record.newest()
    frax = answers.scores[frax_style.ABOUT.name]
    return Answered(
        record=record,
        patient=newest.patient,
        visit=newest.date,
        carried={each.field: each.date for each in newest.carried},
        remarks=(*record.remarks, *(note for note in newest.notes if note.key not in _SAID_BESIDE)),
        changes=tuple(changes(record, precision)),
        assessment=assessment,
        answers=answers,
        decisions=tuple(apply(each, newest.patient, frax) for each in rule_sets() if rules in (None, each.name)),
        explanations=explanations,
        weights=digest(ARTIFACTS_DIR / assessment.model / WEIGHTS),
        stated=stated,
    )


def _other(name: str, leading: str, patient: Patient, under: Under) -> Assessment | None:
    """What another network says; None for the leading one and where the record holds nothing that it reads."""
    if name == leading:
        return None
    answering = under(load_model(name))  # a layer that cannot be used is no lack of the record
    try:
        return answering.assess(patient)
    except InvalidInput:
        return None
