"""Proofme's part of the next-action engine: pure, total, one plain sentence for every action."""

from __future__ import annotations

from console.domain.next_action import Action, ActionOffer, Permission, Situation
from console.domain.phase import Phase
from console.domain.verification import Verification


def decide(situation: Situation) -> tuple[ActionOffer, ...]:
    """One offer per action; see `console.domain.next_action.Rules`."""
    return (
        _decide_link(situation.verification),
        _refuse(
            Action.NEW_ATTEMPT,
            "Proofme has no attempts: a failed identification is followed by a new one.",
        ),
        _decide_new(situation),
        _decide_refresh(situation.verification),
        _refuse(
            Action.FETCH_REPORT,
            "Proofme makes no PDF report; its result is encrypted data that only your key opens.",
        ),
    )


def _decide_link(verification: Verification | None) -> ActionOffer:
    action = Action.SHOW_LINK
    if verification is None:
        return _refuse(action, "There is no identification yet.")
    if not verification.phase.is_live:
        return _refuse(action, "The identification is not open any more, so its page has nothing to do.")
    if verification.hosted_link is None:
        return _refuse(action, "Proofme told no page for this identification; read it again.")
    return ActionOffer(action, Permission.ALLOWED, "The identification waits for the customer.")


def _decide_new(situation: Situation) -> ActionOffer:
    action = Action.NEW_VERIFICATION
    mine = () if situation.verification is None else (situation.verification,)
    phases = [known.phase for known in (*mine, *situation.siblings)]
    if any(phase.is_live for phase in phases):
        return _refuse(
            action, "An identification of this customer is open: show its page, or revoke it first."
        )
    if Phase.UNKNOWN in phases:
        return _refuse(
            action, "An identification of this customer has an unknown status and may still be open."
        )
    if any(not phase.is_final for phase in phases):
        return _refuse(action, "An identification of this customer is not finished yet.")
    reason = "The last identification is finished." if phases else "This customer has no identification yet."
    return ActionOffer(action, Permission.ALLOWED, reason)


def _decide_refresh(verification: Verification | None) -> ActionOffer:
    if verification is None:
        return _refuse(Action.REFRESH, "There is no identification to read.")
    return ActionOffer(Action.REFRESH, Permission.ALLOWED, "Reading again costs nothing.")


def _refuse(action: Action, reason: str) -> ActionOffer:
    return ActionOffer(action, Permission.REFUSED, reason)
