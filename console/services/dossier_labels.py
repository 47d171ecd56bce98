"""A case's labels as a part of its paper: with the words of the day on which we decided, sources below; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from console.domain.attempt import AttemptId
from console.domain.dossier import CaseFile, Making
from console.domain.label_history import DayMeaning
from console.domain.labels import LabelName, MovedLabel
from console.domain.masking import mask_text
from console.domain.risk import LabelMeaning, RiskLabel, Severity
from console.papers.document import Block, Grid, GridRow, Section, Tone, Words
from console.services.dossier_words import SEVERITIES, day_text, moment_text

_SEVERITY_TONES: Final[Mapping[Severity, Tone]] = {Severity.HIGH: Tone.BAD, Severity.WARN: Tone.WARN}
_NOT_DESCRIBED: Final = "Not in our dictionary: shown as the provider sent it."


class _Told(NamedTuple):
    """A label, where it stands, and what it meant."""

    label: RiskLabel
    where: str
    is_late: bool
    day: DayMeaning


def build_labels(file: CaseFile, making: Making) -> Section:
    """Every label with its meaning as of the day of our decision; as of today where there is none in force."""
    drift = file.drift
    day = day_text(making.at if drift is None else drift.decided_at)
    decided = "" if drift is None else ", when we decided"
    title = f"Labels, with their meanings as of {day}{decided}"
    told = tuple(_iter_told(file))
    if not told:
        return Section(title, (Words("No labels, codes or tags.", Tone.MUTED), *_build_drift(file)))
    sources = tuple(dict.fromkeys(source for each in told for source in _sources_of(each)))
    rows = tuple(_to_row(each, sources) for each in told)
    grid = Grid(("", "Label", "What it means", "What to look at", "Source"), (0.8, 2.4, 4.2, 3.2, 0.9), rows)
    return Section(title, (grid, *_build_sources(sources), *_build_unkept(told), *_build_drift(file)))


def _iter_told(file: CaseFile) -> Iterator[_Told]:
    case = file.case
    for label in case.labels:
        yield _tell(file, label, "", AttemptId(""))
    for number, (attempt, labels) in enumerate(
        zip(case.stored.attempts, case.attempt_labels, strict=True), start=1
    ):
        for label in labels:
            yield _tell(file, label, f"attempt {number}", attempt.id)


def _tell(file: CaseFile, label: RiskLabel, where: str, attempt_id: AttemptId) -> _Told:
    name = LabelName.of(file.case.account.provider, label.ref)
    drift = file.drift
    is_late = drift is not None and MovedLabel(attempt_id, label.ref.value) in drift.arrived
    if drift is None or is_late:
        day = file.meanings.find_today(name, label.meaning, file.case.stored.first_seen_at)
    else:
        day = file.meanings.find_day(name, label.meaning, drift.decided_at)
    return _Told(label, where, is_late, day)


def _to_row(told: _Told, sources: tuple[str, ...]) -> GridRow:
    label, day = told.label, told.day
    late = "came after the decision: today's meaning" if told.is_late else ""
    parts = [label.ref.value, label.ref.note, told.where, late]
    name = "\n".join(mask_text(part) for part in parts if part)
    severity = RiskLabel(label.ref, day.meaning).severity
    said = "\n".join(part for part in (_say(day.meaning), _say_change(day)) if part)
    look_at = "" if day.meaning is None else day.meaning.look_at
    numbers = ", ".join(str(sources.index(source) + 1) for source in _sources_of(told))
    cells = (SEVERITIES[severity], name, said, look_at, numbers)
    return GridRow(cells, _SEVERITY_TONES.get(severity, Tone.PLAIN))


def _say(meaning: LabelMeaning | None) -> str:
    if meaning is None:
        return _NOT_DESCRIBED
    blocks = " It blocks." if meaning.blocks else ""
    return f"{meaning.title}. {meaning.meaning}{blocks}"


def _say_change(day: DayMeaning) -> str:
    if day.changed_at is None:
        return ""
    when = f"{day_text(day.changed_at)} (UTC)"
    if not day.is_todays:
        said = "does not know it any more." if day.other is None else f"says otherwise: {_say(day.other)}"
        return f"Since {when} our dictionary {said}"
    if day.other is None:
        return f"In our dictionary since {when}."
    return f"Our dictionary says so since {when}; until then: {_say(day.other)}"


def _sources_of(told: _Told) -> tuple[str, ...]:
    meanings = (told.day.meaning, told.day.other)
    return tuple(
        dict.fromkeys(f"{meaning.source}, {meaning.version}" for meaning in meanings if meaning is not None)
    )


def _build_sources(sources: tuple[str, ...]) -> tuple[Block, ...]:
    lines = [f"{number}  {source}" for number, source in enumerate(sources, start=1)]
    if not lines:
        return ()
    return (Words("\n".join(("Sources, with the day or version our words are from:", *lines)), Tone.MUTED),)


def _build_unkept(told: tuple[_Told, ...]) -> tuple[Block, ...]:
    """That some words are of a later day than the heading says."""
    kept_from = next((each.day.kept_from for each in told if each.day.kept_from is not None), None)
    if kept_from is None:
        return ()
    text = (
        f"What our dictionary said before {moment_text(kept_from)} was not kept: "
        "the meanings above are those of that moment."
    )
    return (Words(text, Tone.WARN),)


def _build_drift(file: CaseFile) -> tuple[Block, ...]:
    drift = file.drift
    if drift is None or not (drift.arrived or drift.left):
        return ()
    said: list[str] = []
    if drift.arrived:
        said.append(f"arrived: {', '.join(sorted(moved.value for moved in drift.arrived))}")
    if drift.left:
        said.append(f"left: {', '.join(moved.value for moved in drift.left)}")
    text = f"Since our decision of {moment_text(drift.decided_at)}, labels {'; '.join(said)}."
    return (Words(text, Tone.WARN),)
