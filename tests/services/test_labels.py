"""The dictionary as a person uses it: described and undescribed labels, notes, what moved since a decision."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from console.domain.environment import ProviderId
from console.domain.errors import InputInvalid
from console.domain.events import LabelNotesChanged
from console.domain.labels import LONGEST_NOTE, LabelName
from console.domain.phase import Phase
from console.domain.risk import LabelKind, LabelRef
from console.domain.timeline import EventSource
from console.domain.verification import CustomerId, Snapshot, Verification, VerificationId
from tests.support.desk import Desk

_IRON = ProviderId("iron")
_SUSPENDED = LabelName(_IRON, LabelKind.TAG, "Suspended")


async def _record(desk: Desk, *labels: LabelRef) -> None:
    made = Verification(
        VerificationId("aaaaaaaa-0000-4000-8000-000000000001"),
        CustomerId("aaaaaaaa-0000-4000-8000-000000000002"),
        Phase.DECLINED,
        "Declined",
        labels=labels,
    )
    account = desk.account("iron").id
    now = datetime.now(UTC)
    await desk.console.store.write(
        lambda work: work.record_snapshots(account, [Snapshot(made)], EventSource.POLL, now)
    )


async def test_every_described_label_has_a_line_and_says_where_it_was_seen(desk: Desk) -> None:
    await _record(desk, LabelRef(LabelKind.CODE, "SCREENSHOTS"))
    lines = {line.name: line for line in await desk.services.labels.load_lines()}
    seen = lines[LabelName(_IRON, LabelKind.CODE, "SCREENSHOTS")]
    assert seen.provider_title == "Iron"
    assert seen.seen is not None
    assert seen.seen.verifications == 1
    assert lines[_SUSPENDED].seen is None
    assert {line.provider_title for line in lines.values()} == {"Iron", "Checkout.com", "iDenfy"}


async def test_only_what_the_dictionary_does_not_know_is_undescribed(desk: Desk) -> None:
    refs = (
        LabelRef(LabelKind.CODE, "SCREENSHOTS"),
        LabelRef(LabelKind.CODE, "NEVER_HEARD_OF"),
        LabelRef(LabelKind.COMMENT, "review_comment", "Looks like his brother"),
    )
    await _record(desk, *refs)
    [found] = await desk.services.labels.load_undescribed()
    assert found.label == LabelName(_IRON, LabelKind.CODE, "NEVER_HEARD_OF")
    assert found.verifications == 1


async def test_a_note_is_told_kept_and_taken_back(desk: Desk) -> None:
    labels = desk.services.labels
    await labels.add_note(_SUSPENDED, "  Ask Iron's support, they answer within a day.  ")
    [note] = await labels.load_notes(_IRON)
    assert note.body == "Ask Iron's support, they answer within a day."
    await labels.withdraw_note(note)
    [gone] = await labels.load_notes()
    assert gone.withdrawn_at is not None
    assert desk.events.count(LabelNotesChanged(_IRON)) == 2


@pytest.mark.parametrize("body", ["", "  \n", "x" * (LONGEST_NOTE + 1)])
async def test_a_note_without_words_or_with_too_many_is_refused(desk: Desk, body: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        await desk.services.labels.add_note(_SUSPENDED, body)
    assert refused.value.field == "note"
    assert await desk.services.labels.load_notes() == ()
