"""Labels in a dossier: with the words of the day on which we decided, also after our dictionary changed its own."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from datetime import timedelta

from pypdf import PdfReader

from console.domain.desk import DecisionDraft, DecisionKind
from console.domain.dossier import CaseFile
from console.domain.keys import VerificationKey
from console.domain.labels import LabelDrift, MovedLabel
from console.domain.phase import Phase
from console.domain.risk import LabelCatalogue, LabelMeaning, Severity
from console.papers.document import Grid, Section, Words
from console.services.dossier_labels import build_labels
from tests.support.desk import Desk


async def _labelled(desk: Desk) -> VerificationKey:
    """A case with a label that the dictionary describes."""
    await desk.services.sync.sync_once()
    for row in await desk.rows():
        if row.provider == "checkout" and row.phase is Phase.APPROVED:
            case = await desk.services.cases.load_case(row.key)
            if case.labels and case.labels[0].meaning is not None:
                return row.key
    raise LookupError


async def _decide(desk: Desk, key: VerificationKey) -> None:
    await desk.services.persons.load()
    case = await desk.services.cases.load_case(key)
    reason = desk.services.desk.rules.reasons_for(DecisionKind.ACCEPT)[0]
    evidence = desk.services.desk.find_evidence(case.stored)
    await desk.services.desk.decide(key, DecisionDraft(DecisionKind.ACCEPT, (reason.code,), "", evidence))


def _become_later_version(desk: Desk, value: str, meaning: LabelMeaning | None) -> None:
    """As if the profile were opened by a program whose dictionary says something else about one label, or nothing."""
    console = desk.console
    entries = {
        (provider, label.ref.kind, label.ref.value): label.meaning
        for provider, label in console._catalogue
        if label.meaning is not None
    }
    [place] = [place for place in entries if place[0] == "checkout" and place[2] == value]
    del entries[place]
    if meaning is not None:
        entries[place] = meaning
    vars(console)["_catalogue"] = LabelCatalogue(entries)
    del vars(console)["labels"]


async def _file(desk: Desk, key: VerificationKey) -> CaseFile:
    return await desk.services.dossiers.load_file(key)


async def _section(desk: Desk, key: VerificationKey) -> Section:
    return build_labels(await _file(desk, key), await desk.services.dossiers.load_making())


def _cell(section: Section, column: int) -> str:
    grid = section.blocks[0]
    assert isinstance(grid, Grid)
    return grid.rows[0].cells[column]


def _words(section: Section) -> str:
    return "\n".join(block.text for block in section.blocks if isinstance(block, Words))


async def test_the_words_of_the_decisions_day_stay_and_todays_are_told_beside_them(desk: Desk) -> None:
    key = await _labelled(desk)
    await desk.services.labels.keep_meanings()
    await _decide(desk, key)
    before = await _section(desk, key)
    label = (await desk.services.cases.load_case(key)).labels[0]
    old = label.meaning
    assert old is not None
    assert before.title.endswith(", when we decided")
    assert "otherwise" not in _cell(before, 2)
    assert _cell(before, 2).startswith(f"{old.title}. {old.meaning}")
    assert f"1  {old.source}, {old.version}" in _words(before)
    new = replace(old, severity=Severity.HIGH, meaning="It is quite another thing.", version="2031-05-06")
    _become_later_version(desk, label.ref.value, new)
    after = await _section(desk, key)
    assert _cell(after, 2).startswith(_cell(before, 2))
    assert f"our dictionary says otherwise: {new.title}. It is quite another thing." in _cell(after, 2)
    assert [_cell(after, 0), _cell(after, 3)] == [_cell(before, 0), _cell(before, 3)]
    assert _cell(after, 4) == "1, 2"
    assert f"2  {new.source}, 2031-05-06" in _words(after)
    body = (await desk.services.dossiers.build(key)).body
    told = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())
    assert "It is quite another thing." in told


async def test_an_entry_that_went_is_told_as_it_was(desk: Desk) -> None:
    key = await _labelled(desk)
    await desk.services.labels.keep_meanings()
    await _decide(desk, key)
    before = await _section(desk, key)
    value = (await desk.services.cases.load_case(key)).labels[0].ref.value
    _become_later_version(desk, value, None)
    after = await _section(desk, key)
    assert _cell(after, 2).startswith(_cell(before, 2))
    assert _cell(after, 2).endswith("our dictionary does not know it any more.")


async def test_without_a_decision_todays_words_are_told_and_those_until_then(desk: Desk) -> None:
    key = await _labelled(desk)
    await desk.services.labels.keep_meanings()
    label = (await desk.services.cases.load_case(key)).labels[0]
    old = label.meaning
    assert old is not None
    new = replace(old, severity=Severity.HIGH, meaning="It is quite another thing.")
    _become_later_version(desk, label.ref.value, new)
    section = await _section(desk, key)
    assert "when we decided" not in section.title
    assert _cell(section, 0) == "high"
    assert _cell(section, 2).startswith(f"{new.title}. It is quite another thing.")
    assert _cell(section, 2).endswith(f"until then: {old.title}. {old.meaning}")


async def test_a_decision_before_words_were_kept_is_said_to_be_one(desk: Desk) -> None:
    key = await _labelled(desk)
    await _decide(desk, key)
    file = await _file(desk, key)
    assert file.drift is not None
    making = await desk.services.dossiers.load_making()
    day_before = replace(file.drift, decided_at=file.drift.decided_at - timedelta(days=1))
    assert "was not kept" in _words(build_labels(replace(file, drift=day_before), making))
    day_after = replace(file.drift, decided_at=file.drift.decided_at + timedelta(days=1))
    assert "was not kept" not in _words(build_labels(replace(file, drift=day_after), making))


async def test_a_label_that_came_after_the_decision_has_todays_words_and_says_so(desk: Desk) -> None:
    key = await _labelled(desk)
    file = await _file(desk, key)
    making = await desk.services.dossiers.load_making()
    [label, *_] = file.case.labels
    moved = frozenset({MovedLabel(file.case.stored.attempts[0].id, label.ref.value)})
    drift = LabelDrift(making.at - timedelta(days=9), frozenset(), ())
    stayed = build_labels(replace(file, drift=drift), making)
    # One of an attempt's has the same name, and is another one.
    other = build_labels(replace(file, drift=replace(drift, arrived=moved)), making)
    assert "came after the decision" not in _cell(stayed, 1) + _cell(other, 1)
    own = frozenset({replace(each, attempt_id=type(each.attempt_id)("")) for each in moved})
    late = build_labels(replace(file, drift=replace(drift, arrived=own)), making)
    assert "came after the decision: today's meaning" in _cell(late, 1)


async def test_the_dictionary_is_written_down_once_whoever_asks_at_the_same_time(desk: Desk) -> None:
    key = await _labelled(desk)
    labels = desk.services.labels
    await asyncio.gather(labels.keep_meanings(), labels.keep_meanings(), labels.keep_meanings())
    del vars(desk.console)["labels"]
    await desk.services.labels.keep_meanings()
    values = {label.ref.value for _, label in desk.console._catalogue}
    kept = desk.console.store.read.load_label_history(key, values).told
    assert len(kept) == sum(provider == "checkout" for provider, _ in desk.console._catalogue)
