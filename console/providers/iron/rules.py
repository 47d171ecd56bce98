"""What may be done next at Iron; pure, total, one plain sentence per action.

https://docs.iron.xyz/hosted: creating is no upsert, the newest identification drives the customer's status.
"""

from __future__ import annotations

from typing import Final

from console.domain.next_action import Action, ActionOffer, Permission, Situation
from console.domain.phase import Phase
from console.domain.verification import Verification
from console.providers.iron.manifest import NO_REPORT

_LOSS: Final = (
    "Iron either refuses this, or the customer goes back to the start and the verification now under way "
    "stops counting, even if it is approved later."
)
_BLOCKS_ACTIVE: Final = "The customer is active now and is blocked until the new verification is approved."

_ARCHIVED: Final = (
    "Archived at Iron it can never verify the customer again; this cannot be undone, and nothing is erased."
)


def decide(situation: Situation) -> tuple[ActionOffer, ...]:
    """Every action in the order of `Action`."""
    return (
        _decide_show_link(situation),
        _refuse(Action.NEW_ATTEMPT, "Iron has no attempts inside a verification; start a new verification."),
        _decide_new_verification(situation),
        _decide_refresh(situation),
        _refuse(Action.FETCH_REPORT, NO_REPORT),
        _refuse(
            Action.ASK_FOR_INFORMATION, "Iron itself asks for what is missing, on the link it already gave."
        ),
        _decide_close(situation.verification),
        _refuse(Action.ERASE, "Iron has no call that erases data; a verification can only be archived."),
        _decide_reopen(situation),
        _decide_signings(situation),
    )


def _decide_show_link(situation: Situation) -> ActionOffer:
    verification = situation.verification
    if verification is None:
        return _refuse(Action.SHOW_LINK, "There is no verification yet; start one.")
    if _is_outdated(verification, situation.siblings):
        return _refuse(
            Action.SHOW_LINK, "A newer verification of this customer counts; show the link of that one."
        )
    if verification.hosted_link is None:
        return _refuse(Action.SHOW_LINK, _to_missing_link_reason(verification.phase))
    return _allow(Action.SHOW_LINK, "The customer can open this link until the verification is over.")


def _to_missing_link_reason(phase: Phase) -> str:
    if phase is Phase.IN_REVIEW:
        return "The customer has finished; Iron is deciding and nothing is left to open."
    if phase.is_final:
        return "This verification is over, so its link leads nowhere."
    return "Iron gives no link for this verification."


def _decide_new_verification(situation: Situation) -> ActionOffer:
    action = Action.NEW_VERIFICATION
    status = situation.customer.raw_status if situation.customer else ""
    known = (*((situation.verification,) if situation.verification else ()), *situation.siblings)
    if status == "Archived":
        return _refuse(action, "This customer is archived at Iron, which cannot be undone.")
    if status == "Suspended":
        return _refuse(action, "Iron has suspended this customer; ask Iron before anything else.")
    if any(_is_step_up(verification) for verification in known):
        return _refuse(
            action, "Iron asks this customer for more on an approved verification; show its link instead."
        )
    if any(not verification.phase.is_final for verification in known):
        return ActionOffer(
            action, Permission.ALLOWED_WITH_LOSS, "Another verification of this customer is under way.", _LOSS
        )
    if status == "Active":
        return ActionOffer(
            action, Permission.ALLOWED_WITH_LOSS, "This customer is already verified.", _BLOCKS_ACTIVE
        )
    return _allow(action, "No verification of this customer is under way.")


def _decide_refresh(situation: Situation) -> ActionOffer:
    if situation.verification is None:
        return _refuse(Action.REFRESH, "There is nothing to read yet.")
    return _allow(Action.REFRESH, "Iron is asked for the present state; nothing changes there.")


def _decide_close(verification: Verification | None) -> ActionOffer:
    """Archiving is permanent; https://docs.iron.xyz/reference-2025-03-13/customer/archive-an-identification"""
    action = Action.CLOSE
    if verification is None:
        return _refuse(action, "There is no verification yet, so there is nothing to archive.")
    if verification.phase is Phase.CLOSED:
        return _refuse(action, "This verification is archived already.")
    if verification.phase.is_final:
        reason, consequence = "This verification is over and can be archived.", _ARCHIVED
    else:
        reason, consequence = "This verification is under way.", f"It ends without a verdict. {_ARCHIVED}"
    return ActionOffer(action, Permission.ALLOWED_WITH_LOSS, reason, consequence)


def _decide_reopen(situation: Situation) -> ActionOffer:
    shown = _decide_show_link(situation)
    if not shown.is_allowed:
        return _refuse(Action.REOPEN_PAGE, shown.reason)
    return _allow(Action.REOPEN_PAGE, "The customer's page can be opened on this computer.")


def _decide_signings(situation: Situation) -> ActionOffer:
    """Asked in any other state Iron answers with a conflict; https://docs.iron.xyz/onboarding"""
    action = Action.OPEN_SIGNINGS
    status = situation.customer.raw_status if situation.customer else ""
    if status == "SigningsRequired":
        return _allow(action, "The customer is identified and has documents to agree to.")
    if status == "Active":
        return _refuse(action, "The customer has agreed to everything there is.")
    return _refuse(action, "Iron asks for signings only once the customer's identity is approved.")


def _is_step_up(verification: Verification) -> bool:
    return verification.phase is Phase.ACTION_NEEDED and verification.raw_status == "Approved"


def _is_outdated(verification: Verification, siblings: tuple[Verification, ...]) -> bool:
    made_at = verification.created_at
    later = (other.created_at for other in siblings if other.created_at is not None)
    return made_at is not None and any(other > made_at for other in later)


def _allow(action: Action, reason: str) -> ActionOffer:
    return ActionOffer(action, Permission.ALLOWED, reason)


def _refuse(action: Action, reason: str) -> ActionOffer:
    return ActionOffer(action, Permission.REFUSED, reason)
