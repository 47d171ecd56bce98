"""iDenfy's part of the next-action engine: pure, total, one plain sentence for every action."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from console.domain.next_action import Action, ActionOffer, Permission, Situation
from console.domain.phase import Phase
from console.domain.verification import Verification
from console.providers.idenfy.manifest import MANIFEST
from console.providers.idenfy.words import INFORMATION_UNTIL, SESSION_LENGTH

# Once opened, a session may last this long at most; https://documentation.idenfy.com/kyc/generate-token
_LONGEST_SESSION: Final = timedelta(seconds=3600)
# Reviewers usually need 3 to 10 minutes, up to about 20; https://documentation.idenfy.com/KYC/kycWebhook
_REVIEW: Final = timedelta(minutes=30)
_ASKED_AGAIN: Final = timedelta(seconds=MANIFEST.polling.asked_again_s)
_MOST_DIGITS: Final = 6
_CREDIT: Final = "A new session uses one iDenfy credit."
_REPORTED: Final = frozenset({Phase.APPROVED, Phase.DECLINED, Phase.ACTION_NEEDED})


def decide(situation: Situation) -> tuple[ActionOffer, ...]:
    """One offer per action; see `console.domain.next_action.Rules`."""
    return (
        _decide_link(situation.verification, situation.now),
        ActionOffer(
            Action.NEW_ATTEMPT,
            Permission.REFUSED,
            "iDenfy has no separate attempts: the customer tries again inside the same session.",
        ),
        _decide_new(situation),
        _decide_refresh(situation),
        _decide_report(situation.verification, has_report=situation.has_report),
        _decide_question(situation.verification),
        _refuse(
            Action.CLOSE,
            "iDenfy has no call that ends a session: it ends by its result or when its time is over.",
        ),
        _decide_erase(situation.verification),
        _decide_page(situation.verification, situation.now),
        _refuse(Action.OPEN_SIGNINGS, "iDenfy's sessions have no documents to sign."),
    )


def _decide_link(
    verification: Verification | None, now: datetime, action: Action = Action.SHOW_LINK
) -> ActionOffer:
    if verification is None:
        return _refuse(action, "There is no session yet.")
    if _has_information_link(verification, now):
        return ActionOffer(
            action, Permission.ALLOWED, "The customer was asked for more and can add it there."
        )
    if verification.phase not in {Phase.NOT_STARTED, Phase.CAPTURING}:
        return _refuse(action, "The session is over or being checked, so its link no longer opens anything.")
    link = verification.hosted_link
    if link is None:
        return _refuse(
            action,
            "iDenfy tells a link only once, when the session is made, and it did not reach this program.",
        )
    if link.expires_at is not None and now >= link.expires_at:
        return _refuse(action, "The link has expired and can no longer be opened.")
    return ActionOffer(action, Permission.ALLOWED, "The session waits for the customer.")


def _has_information_link(verification: Verification, now: datetime) -> bool:
    """A finished session's link is dead, but for the one of a request for more information while that lives."""
    link = verification.hosted_link
    if link is None or link.expires_at is None or verification.phase not in _REPORTED:
        return False
    return now < link.expires_at and _find(verification, INFORMATION_UNTIL) == link.expires_at.isoformat()


def _decide_new(situation: Situation) -> ActionOffer:
    action = Action.NEW_VERIFICATION
    mine = () if situation.verification is None else (situation.verification,)
    unsettled = [known for known in (*mine, *situation.siblings) if not _is_settled(known)]
    alive = [known for known in unsettled if not _is_overdue(known, situation.now)]
    if any(known.phase is Phase.IN_REVIEW or known.phase.is_decided for known in alive):
        return _refuse(action, "iDenfy is still checking this customer; wait for the final result.")
    if any(known.hosted_link is not None for known in alive):
        return _refuse(action, "This customer has a session without a final result; show its link instead.")
    if alive:
        return _refuse(action, "This customer has a session without a final result; wait for it.")
    if unsettled:
        return ActionOffer(
            action,
            Permission.ALLOWED_WITH_LOSS,
            "The time of the earlier session is over, but its final result has not arrived.",
            f"{_CREDIT} A late result of the earlier session may still arrive beside it.",
        )
    reason = "The last session has its final result." if mine else "This customer has no open session."
    return ActionOffer(action, Permission.ALLOWED, reason, _CREDIT)


def _decide_refresh(situation: Situation) -> ActionOffer:
    """Reading the status is for lost webhooks and for details after the end, never for waiting;
    https://documentation.idenfy.com/kyc/data-retrieval"""
    action = Action.REFRESH
    verification, now = situation.verification, situation.now
    if verification is None:
        return _refuse(action, "There is no session to read.")
    if situation.asked_at is not None and timedelta() <= now - situation.asked_at < _ASKED_AGAIN:
        return _refuse(action, "iDenfy was asked about it a moment ago. Ask again in a quarter of an hour.")
    if _is_settled(verification):
        return ActionOffer(action, Permission.ALLOWED, "The final result can be read again.")
    due_at = _due_at(verification)
    if due_at is None:
        return ActionOffer(
            action,
            Permission.ALLOWED_WITH_LOSS,
            "It is not known when iDenfy's message about this session is due.",
            "iDenfy forbids regular asking and may restrict the account; ask only when a message seems lost.",
        )
    if now < due_at:
        return _refuse(
            action, "iDenfy reports the result by itself and forbids asking before that is overdue."
        )
    return ActionOffer(action, Permission.ALLOWED, "iDenfy's message is overdue, so asking is allowed.")


def _decide_report(verification: Verification | None, *, has_report: bool) -> ActionOffer:
    action = Action.FETCH_REPORT
    if verification is None:
        return _refuse(action, "There is no session to report on.")
    if verification.phase is Phase.EXPIRED:
        return _refuse(action, "The session ended before anything was captured, so there is no report.")
    if verification.phase is Phase.CLOSED or verification.is_erased:
        return _refuse(action, "iDenfy no longer holds the data of this session, so it makes no report.")
    if verification.phase not in _REPORTED or not verification.is_final:
        return _refuse(action, "iDenfy makes the report after the final result.")
    reason = "A report is stored; it can be fetched again." if has_report else "The result is final."
    return ActionOffer(action, Permission.ALLOWED, reason)


def _decide_question(verification: Verification | None) -> ActionOffer:
    """Only a final result can be followed by a request; https://documentation.idenfy.com/kyc/webhooks"""
    action = Action.ASK_FOR_INFORMATION
    if verification is None:
        return _refuse(action, "There is no session to ask about.")
    if verification.phase not in _REPORTED or not verification.is_final:
        return _refuse(action, "More can be asked for only after a final result.")
    return ActionOffer(
        action,
        Permission.ALLOWED_WITH_LOSS,
        "The result is final; iDenfy makes a link where the customer can add something.",
        "What the customer adds may change the result, and every request makes one more link.",
    )


def _decide_erase(verification: Verification | None) -> ActionOffer:
    """iDenfy refuses while the token is alive; a session that may still move is never erased.

    https://documentation.idenfy.com/kyc/deletion
    """
    action = Action.ERASE
    if verification is None:
        return _refuse(action, "There is no session to erase.")
    if verification.is_erased:
        return _refuse(action, "The data of this session are erased, at iDenfy and here.")
    if verification.raw_status in MANIFEST.erased_statuses:
        return ActionOffer(
            action,
            Permission.ALLOWED_WITH_LOSS,
            "iDenfy no longer holds the data of this session.",
            "What is kept of it here goes for good; only ids, status and times stay.",
            only_here=True,
        )
    if not _is_settled(verification):
        return _refuse(action, "A session can be erased only after its final result.")
    return ActionOffer(
        action,
        Permission.ALLOWED_WITH_LOSS,
        "The session has its final result.",
        "iDenfy deletes the photos and all data of this session for good, and they go from this program too.",
    )


def _decide_page(verification: Verification | None, now: datetime) -> ActionOffer:
    """The first opening starts the session's clock; https://documentation.idenfy.com/kyc/generate-token"""
    shown = _decide_link(verification, now, Action.REOPEN_PAGE)
    if verification is None or not shown.is_allowed or _has_information_link(verification, now):
        return shown
    return ActionOffer(
        Action.REOPEN_PAGE,
        Permission.ALLOWED_WITH_LOSS,
        shown.reason,
        "Opening it for the first time starts the session's clock, and the link starts only one session.",
    )


def _is_settled(verification: Verification) -> bool:
    """SUSPECTED is open for us but over at iDenfy; an unknown status may still move."""
    over = verification.phase.is_final or verification.phase is Phase.ACTION_NEEDED
    return over and verification.is_final


def _is_overdue(verification: Verification, now: datetime) -> bool:
    due_at = _due_at(verification)
    return due_at is not None and now >= due_at


def _due_at(verification: Verification) -> datetime | None:
    """When the final result should have been announced at the latest; None when nothing tells."""
    if verification.phase.is_live:
        link = verification.hosted_link
        if link is None or link.expires_at is None:
            return None
        return link.expires_at + _to_session_length(verification) + _REVIEW
    return None if verification.updated_at is None else verification.updated_at + _REVIEW


def _to_session_length(verification: Verification) -> timedelta:
    """What the token's answer told, else the longest there is."""
    told = _find(verification, SESSION_LENGTH)
    if not (told.isascii() and told.isdigit() and len(told) <= _MOST_DIGITS):
        return _LONGEST_SESSION
    return min(timedelta(seconds=int(told)), _LONGEST_SESSION)


def _find(verification: Verification, field: str) -> str:
    return next((fact.value for fact in verification.details if fact.field == field), "")


def _refuse(action: Action, reason: str) -> ActionOffer:
    return ActionOffer(action, Permission.REFUSED, reason)
