"""What the two surfaces of the front desk show: pure functions of a session, its case and the moment; no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from console.domain.attention import AttentionReason
from console.domain.front_desk import CustomerFace, CustomerView, DeskCommand, StaffStage, StaffView
from console.domain.front_desk_session import CaseFacts, DeskMoment, DeskSession, DeskStep, find_expiry
from console.domain.next_action import Action, ActionOffer, Permission
from console.domain.phase import Phase

FORGET_AFTER: Final = timedelta(seconds=8)
"""How long a final verdict stands before both surfaces forget."""
CHECK_PAUSE: Final = timedelta(seconds=10)
"""Between two looks that the clerk asks for."""
_SLIP_LEFT: Final = timedelta(minutes=10)

_VERDICTS: Final = frozenset({Phase.APPROVED, Phase.DECLINED, Phase.INCONCLUSIVE})
_OVER: Final = frozenset({StaffStage.OUTCOME, StaffStage.EXPIRED})
_OWN_STEPS: Final[Mapping[DeskStep, StaffStage]] = MappingProxyType(
    {
        DeskStep.IDLE: StaffStage.IDLE,
        DeskStep.CREATING: StaffStage.CREATING,
        DeskStep.UNCERTAIN: StaffStage.UNCERTAIN,
        DeskStep.REFUSED: StaffStage.REFUSED,
    }
)
_FACES: Final[Mapping[StaffStage, CustomerFace]] = MappingProxyType(
    {
        StaffStage.IDLE: CustomerFace.WELCOME,
        StaffStage.CREATING: CustomerFace.PLEASE_WAIT,
        StaffStage.UNCERTAIN: CustomerFace.PLEASE_WAIT,
        StaffStage.SHOWING: CustomerFace.CODE,
        StaffStage.ON_PHONE: CustomerFace.CONTINUE,
        StaffStage.CHECKING: CustomerFace.RECEIVED,
        StaffStage.RETRY: CustomerFace.ONE_MORE_TRY,
        StaffStage.EXPIRED: CustomerFace.PLEASE_WAIT,
        StaffStage.REFUSED: CustomerFace.PLEASE_WAIT,
        StaffStage.OUTCOME: CustomerFace.RECEIVED,
    }
)
_C = DeskCommand
_ALWAYS: Final = frozenset({_C.BLANK, _C.RELEASE, _C.CANCEL})
# What a stage lets the clerk do besides; those that the engine has a word on are asked of it.
_COMMANDS: Final[Mapping[StaffStage, frozenset[DeskCommand]]] = MappingProxyType(
    {
        StaffStage.IDLE: frozenset({_C.BLANK}),
        StaffStage.CREATING: _ALWAYS,
        StaffStage.UNCERTAIN: _ALWAYS | {_C.LOOK},
        StaffStage.SHOWING: _ALWAYS | {_C.COPY, _C.PRINT, _C.MARK_SCANNED, _C.CHECK_NOW},
        StaffStage.ON_PHONE: _ALWAYS | {_C.SHOW_AGAIN, _C.NEW_ATTEMPT, _C.CHECK_NOW, _C.NEXT},
        StaffStage.CHECKING: _ALWAYS | {_C.CHECK_NOW, _C.NEXT},
        StaffStage.RETRY: _ALWAYS | {_C.SHOW_AGAIN, _C.NEW_ATTEMPT, _C.CHECK_NOW, _C.NEXT},
        StaffStage.EXPIRED: _ALWAYS
        | {_C.SHOW_AGAIN, _C.NEW_ATTEMPT, _C.NEW_VERIFICATION, _C.CHECK_NOW, _C.NEXT},
        StaffStage.REFUSED: frozenset({_C.BLANK, _C.CANCEL, _C.NEXT, _C.SHOW_AGAIN}),
        StaffStage.OUTCOME: frozenset({_C.BLANK, _C.NEXT, _C.NEW_VERIFICATION}),
    }
)
_ASKED: Final[Mapping[DeskCommand, Action]] = MappingProxyType(
    {
        _C.SHOW_AGAIN: Action.SHOW_LINK,
        _C.NEW_ATTEMPT: Action.NEW_ATTEMPT,
        _C.NEW_VERIFICATION: Action.NEW_VERIFICATION,
        _C.CHECK_NOW: Action.REFRESH,
    }
)
_RUN_OUT: Final = "This code has run out. Show a new one when no phone is reading it any more."
_SHOULD_BE_OVER: Final = (
    "This code should have run out by now. Ask for a new one when no phone is reading it any more."
)
_NEWER_LINK: Final = "There is a newer link now, so this code leads nowhere. Show the new one."
_TIME_OVER: Final = "The time for this flow should be over. The result comes as soon as the provider tells."
_ALL_OVER: Final = "The time for this verification is over; nothing of it can be shown any more."
_NEVER_ASKED: Final = "This provider is not asked while it may still tell by itself."


def find_stage(session: DeskSession, facts: CaseFacts | None, now: datetime) -> StaffStage:
    """Where the session stands."""
    own = _OWN_STEPS.get(session.step)
    if own is not None:
        return own
    if facts is None:
        return StaffStage.CREATING
    if facts.phase is Phase.EXPIRED:
        return StaffStage.EXPIRED
    if facts.is_settled:
        return StaffStage.OUTCOME
    if facts.phase is Phase.IN_REVIEW or facts.phase.is_final:
        return StaffStage.CHECKING
    if facts.phase is Phase.ACTION_NEEDED and session.accepted_mark != facts.mark:
        return _find_needed(facts)
    if facts.phase is Phase.CAPTURING or session.scanned_at is not None:
        return StaffStage.ON_PHONE
    if session.is_released:
        return StaffStage.ON_PHONE if facts.offer(Action.SHOW_LINK).is_allowed else StaffStage.EXPIRED
    return StaffStage.EXPIRED if _is_dead(session, facts, now) else StaffStage.SHOWING


def _find_needed(facts: CaseFacts) -> StaffStage:
    if facts.attention is AttentionReason.SUSPECTED:
        return StaffStage.OUTCOME
    # A customer who never read the code has failed at nothing: only the link is to be replaced.
    return StaffStage.EXPIRED if facts.is_unopened else StaffStage.RETRY


def build_staff_view(session: DeskSession, facts: CaseFacts | None, moment: DeskMoment) -> StaffView:
    """All that the clerk sees."""
    stage = find_stage(session, facts, moment.now)
    expires_at, is_about = find_expiry(session, facts)
    is_hidden = session.is_blank or moment.is_covered
    shows = stage is StaffStage.SHOWING and not is_hidden
    view = StaffView(
        session.id,
        stage,
        session.environment,
        find_commands(session, facts, moment.now),
        session.key,
        session.account_id,
        customer_name=session.customer_name,
        provider_title=session.provider_title,
        clerk=moment.clerk,
        reference=session.reference,
        started_at=session.started_at,
        code=session.code if shows else None,
        expires_at=expires_at if stage not in _OVER else None,
        expiry_is_about=is_about,
        is_blank=session.is_blank,
        is_covered=moment.is_covered,
        is_held=session.is_held,
        is_unread=session.is_released and session.scanned_at is None and _is_not_begun(facts),
        reason=_find_reason(session, facts, stage, moment.now),
        needs_consent=session.needs_consent,
        outbox_id=session.outbox_id,
        ends_at=None if moment.is_covered else find_end(session, facts, moment.now),
    )
    return view if facts is None else _with_facts(view, session, facts, moment.now)


def build_customer_view(session: DeskSession, facts: CaseFacts | None, moment: DeskMoment) -> CustomerView:
    """All that the customer sees: never more than a face, and the code on one of them."""
    stage = find_stage(session, facts, moment.now)
    face = CustomerFace.COVER if session.is_blank or moment.is_covered else _find_face(stage, facts)
    code = session.code if face is CustomerFace.CODE else None
    return CustomerView(session.id, face, session.language, session.environment, code)


def find_commands(session: DeskSession, facts: CaseFacts | None, now: datetime) -> frozenset[DeskCommand]:
    """What the clerk may do now."""
    stage = find_stage(session, facts, now)
    found = set(_COMMANDS[stage])
    if has_run_out(session, now):
        # The same address would only be the same dead code; what gives another one is asked for instead.
        found -= {_C.SHOW_AGAIN, _C.COPY} if _has_same_link(session, facts) else {_C.COPY}
        found |= {_C.NEW_ATTEMPT, _C.NEW_VERIFICATION} if stage is StaffStage.SHOWING else set()
    found -= {command for command, action in _ASKED.items() if not _may(facts, action)}
    if facts is None or facts.tells_opening:
        found.discard(_C.MARK_SCANNED)
    if stage is StaffStage.RETRY and facts is not None and facts.offer(Action.NEW_ATTEMPT).is_allowed:
        # The link of the try that failed is dead; where both are allowed the new try is meant.
        found.discard(_C.SHOW_AGAIN)
    if session.is_blank:
        found -= {_C.COPY, _C.PRINT}
    if session.code is not None and not _is_worth_paper(session.code.expires_at, now):
        found.discard(_C.PRINT)
    return frozenset(found)


def has_run_out(session: DeskSession, now: datetime) -> bool:
    """Whether the code as painted should be over by its own clock, which may be right only about."""
    expires_at = session.code.expires_at if session.code is not None else None
    return expires_at is not None and now >= expires_at


def find_end(session: DeskSession, facts: CaseFacts | None, now: datetime) -> datetime | None:
    """When both surfaces forget by themselves: only after a final verdict, and never while the clerk is at it or cannot
    see it."""
    is_verdict = facts is not None and facts.phase in _VERDICTS
    if not is_verdict or session.outcome_from is None or session.is_held or session.is_blank:
        return None
    return session.outcome_from + FORGET_AFTER if find_stage(session, facts, now) in _OVER else None


def find_next_moment(session: DeskSession, facts: CaseFacts | None, now: datetime) -> datetime | None:
    """When a view changes next by time alone; None when it does not."""
    expires_at, _ = find_expiry(session, facts)
    moments = [find_end(session, facts, now), expires_at]
    if expires_at is not None:
        moments.append(expires_at - _SLIP_LEFT)
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def follow_facts(session: DeskSession, facts: CaseFacts, now: datetime) -> DeskSession:
    """The session after a look at its case."""
    session = replace(session, customer_name=facts.customer_name or session.customer_name)
    if facts.is_erased:
        # Nothing personal outlives its erasure, not even in front of the clerk.
        session = replace(session, customer_name=facts.customer_name, draft=None, code=None, reference="")
    if facts.phase is not Phase.ACTION_NEEDED and session.accepted_mark:
        session = replace(session, accepted_mark="")
    stage = find_stage(session, facts, now)
    if stage is StaffStage.RETRY or (stage is StaffStage.EXPIRED and facts.is_unopened):
        return replace(session, code=None, scanned_at=None, outcome_from=None)
    if stage is not StaffStage.OUTCOME:
        return replace(session, outcome_from=None)
    return session if session.outcome_from is not None else replace(session, outcome_from=now)


def _is_not_begun(facts: CaseFacts | None) -> bool:
    return facts is not None and facts.phase is Phase.NOT_STARTED


def _find_face(stage: StaffStage, facts: CaseFacts | None) -> CustomerFace:
    if stage is StaffStage.RETRY and facts is not None and facts.attention is AttentionReason.STEP_UP:
        # More is asked of somebody who did everything right: no other try, so nothing is said of one.
        return CustomerFace.PLEASE_WAIT
    if stage is StaffStage.OUTCOME and facts is not None and facts.phase is Phase.CLOSED:
        return CustomerFace.PLEASE_WAIT
    return _FACES[stage]


def _is_dead(session: DeskSession, facts: CaseFacts, now: datetime) -> bool:
    code = session.code
    if code is None or not _has_same_link(session, facts):
        return True
    if has_run_out(session, now):
        # An end that is only about right takes no picture away that a phone may be reading; the provider's word does.
        return not code.expiry_is_about
    return not facts.offer(Action.SHOW_LINK).is_allowed


def _has_same_link(session: DeskSession, facts: CaseFacts | None) -> bool:
    return session.code is not None and facts is not None and session.code.url == facts.link_url


def _find_reason(session: DeskSession, facts: CaseFacts | None, stage: StaffStage, now: datetime) -> str:
    if facts is None or session.reason:
        return session.reason
    if facts.phase is Phase.EXPIRED:
        return _ALL_OVER
    if stage is StaffStage.EXPIRED:
        shown = facts.offer(Action.SHOW_LINK)
        if not shown.is_allowed:
            return shown.reason
        is_newer = session.code is not None and session.code.url != facts.link_url
        return _NEWER_LINK if is_newer else _RUN_OUT
    if stage is StaffStage.SHOWING and has_run_out(session, now):
        return _SHOULD_BE_OVER
    expires_at, _ = find_expiry(session, facts)
    is_late = stage is StaffStage.ON_PHONE and session.scanned_at is not None
    return _TIME_OVER if is_late and expires_at is not None and now >= expires_at else ""


def _with_facts(view: StaffView, session: DeskSession, facts: CaseFacts, now: datetime) -> StaffView:
    refresh = facts.offer(Action.REFRESH)
    may_check = refresh.permission is Permission.ALLOWED
    asked_at = session.asked_at
    return replace(
        view,
        phase=facts.phase,
        raw_status=facts.raw_status,
        as_of=facts.as_of,
        tells_opening=facts.tells_opening,
        waits_for_call=facts.waits_for_call,
        can_check_at=(max(now, asked_at + CHECK_PAUSE) if asked_at else now) if may_check else None,
        check_reason="" if may_check else _to_check_reason(refresh),
        advice=facts.advice,
        offers=facts.offers,
    )


def _to_check_reason(refresh: ActionOffer) -> str:
    return refresh.reason if not refresh.is_allowed else refresh.consequence or _NEVER_ASKED


def _is_worth_paper(expires_at: datetime | None, now: datetime) -> bool:
    """Who is handed a slip needs some minutes to get to it."""
    return expires_at is None or expires_at - now >= _SLIP_LEFT


def _may(facts: CaseFacts | None, action: Action) -> bool:
    if facts is None:
        return False
    offer = facts.offer(action)
    # A look that may cost the account something is nothing for a counter.
    return offer.permission is Permission.ALLOWED if action is Action.REFRESH else offer.is_allowed
