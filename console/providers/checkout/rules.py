"""What may be done next at Checkout.com; pure, total, one plain sentence per action.

https://api-reference.checkout.com/tag/Identity-Verification
"""

from __future__ import annotations

from typing import Final

from console.domain.attempt import StretchKind
from console.domain.next_action import Action, ActionOffer, Permission, Situation
from console.domain.phase import Phase
from console.domain.verification import Verification
from console.providers.checkout.manifest import ERASED

_ATTEMPT_FREE: Final = frozenset({"created", "retry_required"})
_ATTEMPT_COSTS_ANOTHER: Final = frozenset({"pending", "capture_in_progress"})
_RUNNING: Final = frozenset({"pending", "capture_in_progress", "checks_in_progress"})
_REPORTED: Final = frozenset({"approved", "declined"})
_CLOSES: Final = "The attempt now under way is closed, and its link stops working."
_ERASES: Final = (
    "Names, documents, pictures and the report are erased at Checkout.com for good; "
    "no new attempt is possible after it."
)
_FORGETS: Final = "What is kept of it here goes for good; only ids, status and times stay."
_ERASES_RUNNING: Final = f"The attempt ends without a result. {_ERASES}"


def decide(situation: Situation) -> tuple[ActionOffer, ...]:
    """Every action in the order of `Action`."""
    return (
        _decide_show_link(situation),
        _decide_new_attempt(situation),
        _decide_new_verification(situation),
        _decide_refresh(situation.verification),
        _decide_report(situation),
        _refuse(
            Action.ASK_FOR_INFORMATION, "Checkout.com asks for nothing more; a new attempt repeats the flow."
        ),
        _refuse(
            Action.CLOSE,
            "Checkout.com has no call that closes a verification; an unopened link dies by itself.",
        ),
        _decide_erase(situation),
        _decide_reopen(situation),
        _refuse(Action.OPEN_SIGNINGS, "Checkout.com has nothing to sign."),
    )


def _decide_show_link(situation: Situation) -> ActionOffer:
    action, verification = Action.SHOW_LINK, situation.verification
    if verification is None:
        return _refuse(action, "There is no verification yet; start one.")
    link = verification.hosted_link
    if link is None:
        return _refuse(action, _to_missing_link_reason(verification.phase))
    if link.expires_at is not None and situation.now >= link.expires_at:
        return _refuse(
            action, "The link ran out 15 minutes after it was made; a new attempt gives a new one."
        )
    return _allow(action, "The customer can open this link within 15 minutes of its making.")


def _to_missing_link_reason(phase: Phase) -> str:
    if phase is Phase.IN_REVIEW:
        return "The customer has finished; Checkout.com is deciding and nothing is left to open."
    if phase.is_final:
        return "This verification is over, so it has no link."
    return "There is no open attempt, so there is no link."


def _decide_new_attempt(situation: Situation) -> ActionOffer:
    action, verification = Action.NEW_ATTEMPT, situation.verification
    if verification is None:
        return _refuse(action, "There is no verification yet; start one.")
    if _is_erased(verification) and not verification.phase.is_final:
        return _refuse(
            action, "Its personal data are erased, so no further attempt is taken; start a new one."
        )
    if verification.raw_status in _ATTEMPT_FREE:
        return _allow(action, "The customer can try again within this verification.")
    if verification.raw_status in _ATTEMPT_COSTS_ANOTHER and _may_run(situation):
        return ActionOffer(action, Permission.ALLOWED_WITH_LOSS, "An attempt is under way.", _CLOSES)
    if verification.raw_status in _ATTEMPT_COSTS_ANOTHER:
        return _allow(action, "No attempt is under way; a new one gives a new link.")
    if verification.phase is Phase.IN_REVIEW:
        return _refuse(action, "Checkout.com is deciding; wait for the result.")
    if verification.phase.is_final:
        return _refuse(action, "This verification is over; start a new verification instead.")
    return _refuse(action, "The state of this verification is not known here, so a new attempt is not safe.")


def _decide_new_verification(situation: Situation) -> ActionOffer:
    action = Action.NEW_VERIFICATION
    known = (*((situation.verification,) if situation.verification else ()), *situation.siblings)
    if any(verification.phase is Phase.UNKNOWN for verification in known):
        return _refuse(
            action, "The state of this customer's verification is not known here; refresh it first."
        )
    if any(not _is_over(verification) for verification in known):
        return _refuse(
            action, "A verification of this customer is still open; use that one or a new attempt in it."
        )
    return _allow(action, "No verification of this customer is open.")


def _may_run(situation: Situation) -> bool:
    """Documents show `pending` after a forced close, too: then every known attempt is over."""
    attempts = situation.attempts
    return not attempts or any(attempt.kind is not StretchKind.VERDICT for attempt in attempts)


def _is_over(verification: Verification) -> bool:
    """Erasing may leave a status that looks open, though no attempt is taken any more."""
    return verification.phase.is_final or _is_erased(verification)


def _is_erased(verification: Verification) -> bool:
    return verification.is_erased or ERASED in verification.details


def _decide_refresh(verification: Verification | None) -> ActionOffer:
    if verification is None:
        return _refuse(Action.REFRESH, "There is nothing to read yet.")
    return _allow(Action.REFRESH, "Checkout.com is asked for the present state; nothing changes there.")


def _decide_report(situation: Situation) -> ActionOffer:
    action, verification = Action.FETCH_REPORT, situation.verification
    if verification is None:
        return _refuse(action, "There is no verification yet, so there is no report.")
    if verification.raw_status not in _REPORTED:
        return _refuse(
            action, "Checkout.com makes a report only once the verification is approved or declined."
        )
    if _is_erased(verification):
        return _refuse(action, "Checkout.com has erased the report along with the personal data.")
    if situation.has_report:
        return _allow(
            action, "The report is stored here; fetching it again asks Checkout.com for the newest one."
        )
    return _allow(action, "The report follows the verdict; Checkout.com may need a little longer to make it.")


def _decide_erase(situation: Situation) -> ActionOffer:
    """Which statuses permit it is not documented: Checkout.com is asked and may refuse."""
    action, verification = Action.ERASE, situation.verification
    if verification is None:
        return _refuse(action, "There is no verification yet, so there is nothing to erase.")
    if verification.is_erased:
        return _refuse(action, "Its personal data are erased, at Checkout.com and here.")
    if verification.phase is Phase.UNKNOWN:
        return _refuse(action, "The state of this verification is not known here; refresh it first.")
    if _is_erased(verification) and verification.phase.is_final:
        reason = "Checkout.com holds no personal data of this verification any more."
        return ActionOffer(action, Permission.ALLOWED_WITH_LOSS, reason, _FORGETS, only_here=True)
    if verification.raw_status in _RUNNING and _may_run(situation):
        return ActionOffer(action, Permission.ALLOWED_WITH_LOSS, "An attempt is under way.", _ERASES_RUNNING)
    return ActionOffer(action, Permission.ALLOWED_WITH_LOSS, "Checkout.com can anonymize it.", _ERASES)


def _decide_reopen(situation: Situation) -> ActionOffer:
    shown = _decide_show_link(situation)
    if not shown.is_allowed:
        return _refuse(Action.REOPEN_PAGE, shown.reason)
    return _allow(
        Action.REOPEN_PAGE, "The customer's page can be opened on this computer while its link lives."
    )


def _allow(action: Action, reason: str) -> ActionOffer:
    return ActionOffer(action, Permission.ALLOWED, reason)


def _refuse(action: Action, reason: str) -> ActionOffer:
    return ActionOffer(action, Permission.REFUSED, reason)
