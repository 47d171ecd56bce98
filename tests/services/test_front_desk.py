"""The front desk against the simulator: sessions of all four providers from the first key to the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.front_desk import CustomerFace, DeskCommand, StaffStage
from console.domain.phase import Phase
from console.services.cases import AT_DESK
from console.services.front_desk_codes import BUSY
from tests.support.desk import Desk, open_desk
from tests.support.front_desk import begin, draft_of, wait_for_stage, wait_for_view
from tests.support.simulator import Simulator

PROVIDERS = ("iron", "checkout", "idenfy", "proofme")
TELL_OPENING = ("checkout", "proofme")


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk that is kept current by itself, with a listener for iDenfy's calls."""
    async with open_desk(quiet_simulator, tmp_path / "profile", webhooks=True) as opened:
        await opened.start_sync()
        try:
            yield opened
        finally:
            quiet_simulator.clear_faults()


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_new_customer_gets_a_code(provider: str, desk: Desk) -> None:
    front = desk.services.front_desk
    assert front.customer_view().face is CustomerFace.WELCOME
    answer = await front.create(draft_of(desk, provider))
    assert answer.is_done, answer.reason
    staff, shown = front.staff_view(), front.customer_view()
    assert (staff.stage, shown.face) == (StaffStage.SHOWING, CustomerFace.CODE)
    assert shown.code is not None
    assert shown.code == staff.code
    assert shown.code.only_here
    assert staff.phase is Phase.NOT_STARTED
    assert shown.code.url not in repr(staff) + repr(shown)
    assert staff.reference == shown.code.reference
    assert (DeskCommand.MARK_SCANNED in staff.commands) == (provider not in TELL_OPENING)
    assert staff.waits_for_call == (provider == "idenfy")


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_whole_customer_from_code_to_the_next_one(provider: str, desk: Desk) -> None:
    front = desk.services.front_desk
    key = await begin(desk, provider)
    await asyncio.to_thread(desk.journey, key, "open")
    if provider in TELL_OPENING:
        await wait_for_stage(desk, StaffStage.ON_PHONE)
    else:
        assert front.customer_view().face is CustomerFace.CODE
        front.mark_scanned()
    assert front.customer_view().face is CustomerFace.CONTINUE
    assert front.customer_view().code is None
    await asyncio.to_thread(desk.journey, key, "finish")
    staff = await wait_for_stage(desk, StaffStage.OUTCOME)
    assert staff.phase is Phase.APPROVED
    assert front.customer_view().face is CustomerFace.RECEIVED
    assert staff.ends_at is not None
    front.tick(staff.ends_at)
    assert front.customer_view().face is CustomerFace.WELCOME
    assert front.staff_view().key is None


@pytest.mark.parametrize("provider", ["iron", "checkout"])
async def test_checking_is_told_before_the_verdict(provider: str, desk: Desk) -> None:
    key = await begin(desk, provider)
    for step in ("open", "capture", "submit"):
        await asyncio.to_thread(desk.journey, key, step)
    await wait_for_stage(desk, StaffStage.CHECKING)
    assert desk.services.front_desk.customer_view().face is CustomerFace.RECEIVED
    await asyncio.to_thread(desk.journey, key, "decline")
    staff = await wait_for_stage(desk, StaffStage.OUTCOME)
    assert staff.phase is Phase.DECLINED
    assert desk.services.front_desk.customer_view().face is CustomerFace.RECEIVED


async def test_after_a_verdict_both_surfaces_forget_by_themselves(desk: Desk) -> None:
    key = await begin(desk, "proofme")
    await asyncio.to_thread(desk.journey, key, "finish")
    await wait_for_stage(desk, StaffStage.OUTCOME)
    await wait_for_stage(desk, StaffStage.IDLE)
    assert desk.services.front_desk.customer_view().face is CustomerFace.WELCOME


async def test_the_surfaces_do_not_forget_while_the_clerk_is_in_the_outcome(desk: Desk) -> None:
    front = desk.services.front_desk
    key = await begin(desk, "proofme")
    front.hold(is_held=True)
    await asyncio.to_thread(desk.journey, key, "finish")
    staff = await wait_for_stage(desk, StaffStage.OUTCOME)
    assert staff.ends_at is None
    front.hold(is_held=False)
    assert front.staff_view().ends_at is not None
    await front.next_customer()
    assert front.customer_view().face is CustomerFace.WELCOME
    assert front.released() == ()


async def test_one_more_try_is_all_the_customer_reads_and_a_new_attempt_gives_a_new_code(desk: Desk) -> None:
    front = desk.services.front_desk
    key = await begin(desk, "checkout")
    first = front.customer_view().code
    await asyncio.to_thread(desk.journey, key, "open")
    await asyncio.to_thread(desk.journey, key, "retry", codes=["61411"])
    staff = await wait_for_stage(desk, StaffStage.RETRY)
    assert front.customer_view().face is CustomerFace.ONE_MORE_TRY
    assert "61411" in staff.advice
    assert DeskCommand.NEW_ATTEMPT in staff.commands
    answer = await front.new_attempt()
    assert answer.is_done, answer.reason
    second = front.customer_view().code
    assert first is not None
    assert second is not None
    assert second.url != first.url
    assert second.reference == first.reference
    assert front.staff_view().session == staff.session


async def test_a_step_to_be_taken_again_shows_the_same_code_when_the_clerk_says_so(desk: Desk) -> None:
    front = desk.services.front_desk
    key = await begin(desk, "iron")
    front.mark_scanned()
    await asyncio.to_thread(desk.journey, key, "retry")
    staff = await wait_for_stage(desk, StaffStage.RETRY)
    assert staff.code is None
    assert DeskCommand.SHOW_AGAIN in staff.commands
    assert (await front.show_again()).is_done
    assert front.customer_view().face is CustomerFace.CODE


async def test_a_suspicion_is_for_us_and_never_ends_by_itself(desk: Desk) -> None:
    key = await begin(desk, "idenfy")
    await asyncio.to_thread(desk.journey, key, "suspect")
    staff = await wait_for_stage(desk, StaffStage.OUTCOME)
    assert staff.ends_at is None
    assert desk.services.front_desk.customer_view().face is CustomerFace.RECEIVED


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_the_existing_code_is_shown_and_nothing_is_made(provider: str, desk: Desk) -> None:
    front = desk.services.front_desk
    key = await desk.create(provider)
    before = len(await asyncio.to_thread(desk.simulator.ledger, provider))
    [hit] = [hit for hit in await front.find(key.id) if hit.key == key]
    assert hit.show.is_allowed
    assert hit.is_open
    stages: list[StaffStage] = []
    desk.services.bus.subscribe(lambda _event: stages.append(front.staff_view().stage))
    assert (await front.show_existing(key)).is_done
    assert StaffStage.EXPIRED not in stages
    assert front.customer_view().face is CustomerFace.CODE
    assert len(await asyncio.to_thread(desk.simulator.ledger, provider)) == before


async def test_a_number_that_was_handed_out_finds_its_case(desk: Desk) -> None:
    front = desk.services.front_desk
    key = await begin(desk, "proofme")
    number = front.staff_view().reference
    await front.release()
    [hit] = await front.find(number.lower().replace("-", " "))
    assert hit.key == key
    assert (await front.show_existing(key)).is_done
    assert front.staff_view().reference == number


async def test_a_double_click_makes_one_verification(desk: Desk) -> None:
    front = desk.services.front_desk
    draft = draft_of(desk, "iron")
    before = len(await asyncio.to_thread(desk.simulator.ledger, "iron"))
    answers = await asyncio.gather(front.create(draft), front.create(draft))
    assert sorted(answer.is_done for answer in answers) == [False, True]
    made = await asyncio.to_thread(desk.simulator.ledger, "iron")
    assert len([each for each in made[before:] if each["kind"] == "verification"]) == 1


async def test_a_loss_is_named_and_asked_about_before_anything_is_sent(desk: Desk) -> None:
    front = desk.services.front_desk
    key = await desk.create("iron")
    customer = (await desk.services.cases.load_case(key)).stored.verification.customer_id
    draft = draft_of(desk, "iron", customer_id=customer)
    offer = await front.load_offer(draft)
    assert offer is not None
    assert offer.consequence
    before = len(await asyncio.to_thread(desk.simulator.ledger, "iron"))
    answer = await front.create(draft)
    assert (answer.is_done, answer.needs_consent) == (False, True)
    assert offer.consequence in answer.reason
    assert front.staff_view().stage is StaffStage.IDLE
    assert len(await asyncio.to_thread(desk.simulator.ledger, "iron")) == before


async def test_somebody_released_is_waited_for_and_told(desk: Desk) -> None:
    front = desk.services.front_desk
    key = await begin(desk, "proofme")
    session = front.staff_view().session
    await front.release()
    assert front.customer_view().face is CustomerFace.WELCOME
    [waiting] = front.released()
    assert (waiting.session, waiting.key, waiting.code) == (session, key, None)
    told = asyncio.ensure_future(desk.wait_for(lambda event: getattr(event, "ended", None) == session))
    await asyncio.sleep(0)
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.look(key)
    await told
    [ended] = front.released()
    assert ended.stage is StaffStage.OUTCOME
    assert front.staff_view().stage is StaffStage.IDLE
    front.put_away(session)
    assert front.released() == ()


@pytest.mark.parametrize("provider", ["proofme", "iron"])
async def test_somebody_released_can_be_taken_back_with_their_code(provider: str, desk: Desk) -> None:
    front = desk.services.front_desk
    await begin(desk, provider)
    before = front.staff_view()
    await front.release()
    stages: list[StaffStage] = []
    desk.services.bus.subscribe(lambda _event: stages.append(front.staff_view().stage))
    assert (await front.take_back(before.session)).is_done
    after = front.staff_view()
    assert (after.session, after.stage, after.code) == (before.session, StaffStage.SHOWING, before.code)
    assert front.released() == ()
    assert StaffStage.EXPIRED not in stages


async def test_two_called_at_the_same_moment_are_one_in_front_and_one_refused(desk: Desk) -> None:
    front = desk.services.front_desk
    keys = [await desk.create("proofme"), await desk.create("iron")]
    answers = await asyncio.gather(*(front.show_existing(key) for key in keys))
    assert sorted(answer.is_done for answer in answers) == [False, True]
    # The second one never was in front, not even for a moment.
    assert [answer.reason for answer in answers if not answer.is_done] == [BUSY.reason]
    staff = front.staff_view()
    assert (staff.stage, staff.key) == (
        StaffStage.SHOWING,
        keys[[one.is_done for one in answers].index(True)],
    )


async def test_an_outcome_nobody_could_see_is_not_forgotten(desk: Desk) -> None:
    front = desk.services.front_desk
    key = await begin(desk, "proofme")
    front.set_cover(is_covered=True)
    await asyncio.to_thread(desk.journey, key, "finish")
    await wait_for_stage(desk, StaffStage.OUTCOME)
    later = desk.clock.now() + timedelta(hours=1)
    front.tick(later)
    assert front.staff_view().stage is StaffStage.OUTCOME
    front.set_cover(is_covered=False)
    ends_at = front.staff_view().ends_at
    assert ends_at is not None
    assert ends_at > desk.clock.now()
    await front.set_blank(is_blank=True)
    front.tick(later)
    assert front.staff_view().stage is StaffStage.OUTCOME


async def test_what_is_in_front_is_as_old_as_the_last_answer_even_where_that_changed_nothing(
    desk: Desk,
) -> None:
    await begin(desk, "proofme")
    first = desk.services.front_desk.staff_view()
    assert first.as_of is not None
    after = first.as_of + timedelta(seconds=2)
    later = await wait_for_view(desk, lambda view: view.as_of is not None and view.as_of >= after)
    assert (later.phase, later.code) == (first.phase, first.code)


async def test_only_what_is_in_front_of_somebody_is_read_fast(desk: Desk) -> None:
    front, cases = desk.services.front_desk, desk.services.cases
    first = await begin(desk, "iron")
    assert cases.read_fast == first
    # The same code in a reviewer's dialog: closing that takes nothing from the desk.
    cases.follow_code(first, "dialog")
    cases.leave_code(first, "dialog")
    assert cases.read_fast == first
    await front.next_customer()
    assert cases.read_fast is None
    second = await begin(desk, "proofme")
    cases.follow_code(first, "dialog")
    assert cases.read_fast == first
    cases.leave_code(first, "dialog")
    assert cases.read_fast == second
    # Another one takes the place of the desk's: the one before never has its turn again.
    cases.follow_code(first, AT_DESK)
    cases.leave_code(first, AT_DESK)
    assert cases.read_fast is None


async def test_a_slip_is_logged_for_whom_it_was_built(desk: Desk) -> None:
    front = desk.services.front_desk
    first = await begin(desk, "proofme")
    view = front.staff_view()
    assert (await front.build_slip(("en", "de"))).startswith(b"%PDF-")
    await front.release()
    await begin(desk, "iron")
    await front.note_printed(view)
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    [printed] = [entry.subject for entry in audit if entry.action == "qr_printed"]
    assert first.id in printed


async def test_nobody_else_can_be_called_while_somebody_is_in_front(desk: Desk) -> None:
    front = desk.services.front_desk
    await begin(desk, "proofme")
    other = await desk.create("iron")
    session = front.staff_view().session
    assert not (await front.show_existing(other)).is_done
    assert not (await front.create(draft_of(desk, "iron"))).is_done
    assert front.staff_view().session == session


async def test_a_lock_covers_both_and_what_happens_meanwhile_is_there_after_it(desk: Desk) -> None:
    front = desk.services.front_desk
    key = await begin(desk, "checkout")
    front.set_cover(is_covered=True)
    assert front.customer_view().face is CustomerFace.COVER
    assert front.customer_view().code is None
    assert front.staff_view().code is None
    await asyncio.to_thread(desk.journey, key, "open")
    await wait_for_stage(desk, StaffStage.ON_PHONE)
    assert front.customer_view().face is CustomerFace.COVER
    front.set_cover(is_covered=False)
    assert front.customer_view().face is CustomerFace.CONTINUE


async def test_blank_hides_the_code_and_is_logged(desk: Desk) -> None:
    front = desk.services.front_desk
    await begin(desk, "proofme")
    await front.set_blank(is_blank=True)
    assert front.customer_view().face is CustomerFace.COVER
    assert front.staff_view().code is None
    await front.set_blank(is_blank=False)
    assert front.customer_view().face is CustomerFace.CODE
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    assert [entry.action for entry in audit[-2:]] == ["desk_blank", "desk_uncovered"]


async def test_the_log_has_the_digest_and_the_number_and_nothing_has_the_address(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    from hashlib import sha256

    caplog.set_level(logging.DEBUG)
    front = desk.services.front_desk
    await begin(desk, "checkout")
    code = front.customer_view().code
    assert code is not None
    shown = front.staff_view()
    await front.note_copied(shown)
    await front.note_printed(shown)
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    digest = sha256(code.url.encode()).hexdigest()
    deeds = [entry.action for entry in audit if digest in entry.details and code.reference in entry.details]
    assert deeds == ["qr_shown", "qr_copied", "qr_printed"]
    said = [*map(repr, audit), *map(repr, desk.events), repr(front.staff_view()), repr(front.released())]
    said += [record.getMessage() for record in caplog.records]
    assert not [line for line in said if code.url in line]


async def test_check_now_asks_once_in_ten_seconds_and_never_where_it_is_forbidden(desk: Desk) -> None:
    front = desk.services.front_desk
    await begin(desk, "proofme")
    assert (await front.check_now()).is_done
    assert not (await front.check_now()).is_done
    await front.cancel()
    await begin(desk, "idenfy")
    staff = front.staff_view()
    assert staff.can_check_at is None
    assert staff.check_reason
    assert not (await front.check_now()).is_done


async def test_the_desk_remembers_its_choice_and_nothing_of_the_customer(desk: Desk) -> None:
    front = desk.services.front_desk
    draft = draft_of(desk, "iron", with_edd="true")
    assert (await front.create(draft)).is_done
    await front.cancel()
    memory = await front.load_memory()
    assert (memory.account_id, memory.values) == (draft.account_id, {"with_edd": "true"})
    await front.set_language("ar")
    assert front.customer_view().language == "ar"
    assert (await front.load_memory()).language == "ar"


async def test_a_clerk_signs_on_by_initials(desk: Desk) -> None:
    front = desk.services.front_desk
    await desk.services.persons.add("Ines Moreau", "IM", "2468")
    assert not (await front.sign_on("XX")).is_done
    assert not (await front.sign_on("im", "1111")).is_done
    assert (await front.sign_on("im", "2468")).is_done
    await begin(desk, "proofme")
    assert front.staff_view().clerk == "Ines Moreau"
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    assert [entry.who for entry in audit if entry.action == "qr_shown"] == ["Ines Moreau"]


async def test_choices_offer_what_a_desk_needs(desk: Desk) -> None:
    choices = {str(choice.provider): choice for choice in desk.services.front_desk.choices()}
    assert set(choices) == set(PROVIDERS)
    assert [each.field.key for each in choices["iron"].fields] == ["customer_type", "with_edd"]
    assert {preset.name for preset in choices["idenfy"].presets} >= {"Document only"}
    assert all(choice.refusal == "" for choice in choices.values())


async def test_a_preset_is_sent(desk: Desk) -> None:
    front = desk.services.front_desk
    draft = draft_of(desk, "idenfy", preset="Mobile app with a code")
    assert (await front.create(draft)).is_done
    code = front.customer_view().code
    assert code is not None
    assert code.digits
    assert code.expires_at is not None
