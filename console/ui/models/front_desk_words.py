"""What the clerk reads of a session, made from its view and the clock; the customer display has words of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication

from console.domain.environment import Environment
from console.domain.front_desk import DeskCommand, StaffStage, StaffView
from console.domain.phase import Phase
from console.ui.toolkit.fill import fill
from console.ui.toolkit.sounds import Sound
from console.ui.toolkit.words import age, environment_word, relative_time

translate = QCoreApplication.translate

_MINUTE_S: Final = 60
_DAY_S: Final = 86_400
# Stages in which a picture of where the customer stands takes the code's place.
_STAGE_ICONS: Final[Mapping[StaffStage, str]] = {
    StaffStage.IDLE: "front-desk",
    StaffStage.CREATING: "phase-not_started",
    StaffStage.UNCERTAIN: "warning",
    StaffStage.SHOWING: "qr",
    StaffStage.ON_PHONE: "phase-capturing",
    StaffStage.CHECKING: "phase-in_review",
    StaffStage.RETRY: "phase-action_needed",
    StaffStage.EXPIRED: "phase-expired",
    StaffStage.REFUSED: "warning",
    StaffStage.OUTCOME: "check",
}
# Roles of the theme, where no phase gives the colour.
_STAGE_COLOURS: Final[Mapping[StaffStage, str]] = {
    StaffStage.UNCERTAIN: "action_needed",
    StaffStage.ON_PHONE: "capturing",
    StaffStage.CHECKING: "in_review",
    StaffStage.RETRY: "action_needed",
    StaffStage.EXPIRED: "expired",
    StaffStage.REFUSED: "declined",
}
# What a customer hears must not tell a verdict: every outcome sounds the same.
_STAGE_SOUNDS: Final[Mapping[StaffStage, Sound]] = {
    StaffStage.UNCERTAIN: Sound.PROBLEM,
    StaffStage.REFUSED: Sound.PROBLEM,
    StaffStage.RETRY: Sound.ATTENTION,
    StaffStage.EXPIRED: Sound.ATTENTION,
    StaffStage.CHECKING: Sound.RECEIVED,
    StaffStage.OUTCOME: Sound.RECEIVED,
}


class StaffWords(NamedTuple):
    """One session as the clerk reads it. `icon` and `role` (a colour pair of the theme) go with `title`; `frame` is the
    word of the frame around a session that is not live. Texts that do not apply are empty."""

    title: str
    text: str
    icon: str
    role: str
    customer: str
    provider: str
    raw: str
    started: str
    read: str
    expiry: str
    forgets: str
    frame: str


def build_staff_words(view: StaffView, now: datetime) -> StaffWords:
    """Everything the session's part of the window says at this moment."""
    return StaffWords(
        title=stage_title(view),
        text=stage_text(view),
        icon=_icon(view),
        role=_role(view),
        customer=view.customer_name or translate("FrontDesk", "Name not told"),
        provider=view.provider_title,
        raw=fill(translate("FrontDesk", "raw: %1"), view.raw_status) if view.raw_status else "",
        started=fill(translate("FrontDesk", "for %1"), age(view.started_at, now)) if view.started_at else "",
        read=fill(translate("FrontDesk", "as of %1"), relative_time(view.as_of, now)) if view.as_of else "",
        expiry=expiry_text(view, now),
        forgets=forgets_text(view, now),
        frame="" if view.environment is Environment.LIVE else environment_word(view.environment),
    )


def stage_title(view: StaffView) -> str:
    """Where the session stands, in a few words; an outcome in the provider's name."""
    if view.stage is StaffStage.OUTCOME and view.phase is not None:
        return fill(translate("FrontDesk", "%1: %2"), view.provider_title, outcome_word(view.phase))
    if view.stage is StaffStage.ON_PHONE and view.phase is Phase.CAPTURING:
        return translate("FrontDesk", "The customer is taking pictures")
    if view.stage is StaffStage.ON_PHONE and view.is_unread:
        return translate("FrontDesk", "Waiting for the customer to begin")
    words: Mapping[StaffStage, str] = {
        StaffStage.IDLE: translate("FrontDesk", "Ready for the next customer"),
        StaffStage.CREATING: translate("FrontDesk", "Asking the provider for a code"),
        StaffStage.UNCERTAIN: translate("FrontDesk", "Not certain whether this was created"),
        StaffStage.SHOWING: translate("FrontDesk", "The code is shown"),
        StaffStage.ON_PHONE: translate("FrontDesk", "The customer continues on the phone"),
        StaffStage.CHECKING: translate("FrontDesk", "The provider is checking"),
        StaffStage.RETRY: translate("FrontDesk", "One more try is needed"),
        StaffStage.EXPIRED: translate("FrontDesk", "The code has expired"),
        StaffStage.REFUSED: translate("FrontDesk", "No code can be shown"),
        StaffStage.OUTCOME: translate("FrontDesk", "Finished"),
    }
    return words[view.stage]


def stage_text(view: StaffView) -> str:
    """What happens now and what the clerk does, then reason and advice as they came."""
    return "\n".join(part for part in (_doing(view), view.reason, view.advice) if part)


def outcome_word(phase: Phase) -> str:
    """How the provider ended it, as a word behind the provider's name."""
    words: Mapping[Phase, str] = {
        Phase.APPROVED: translate("FrontDesk", "approved"),
        Phase.DECLINED: translate("FrontDesk", "declined"),
        Phase.INCONCLUSIVE: translate("FrontDesk", "no result"),
        Phase.EXPIRED: translate("FrontDesk", "expired"),
        Phase.CLOSED: translate("FrontDesk", "closed"),
        Phase.ACTION_NEEDED: translate("FrontDesk", "something more is needed"),
        Phase.UNKNOWN: translate("FrontDesk", "a status this program does not know"),
        Phase.IN_REVIEW: translate("FrontDesk", "still checking"),
        Phase.CAPTURING: translate("FrontDesk", "still with the customer"),
        Phase.NOT_STARTED: translate("FrontDesk", "not started"),
    }
    return words[phase]


def expiry_text(view: StaffView, now: datetime) -> str:
    """How long the code, or what was begun with it, is good: a countdown only where an end is known."""
    code = view.code
    ends_at, is_about = (
        (code.expires_at, code.expiry_is_about)
        if code is not None
        else (view.expires_at, view.expiry_is_about)
    )
    if code is None and view.stage is not StaffStage.ON_PHONE:
        return ""
    if ends_at is None:
        return translate("FrontDesk", "Valid until the provider says otherwise") if code is not None else ""
    if is_about and now >= ends_at:
        return translate("FrontDesk", "Should be over by now")
    left = span_text(ends_at, now)
    if code is None:
        said = (
            translate("FrontDesk", "Time left: about %1")
            if is_about
            else translate("FrontDesk", "Time left: %1")
        )
    else:
        said = (
            translate("FrontDesk", "Valid for about %1")
            if is_about
            else translate("FrontDesk", "Valid for %1")
        )
    return fill(said, left)


def no_code_text(view: StaffView) -> str:
    """What stands where the code would."""
    if view.is_blank or view.is_covered:
        return translate("FrontDesk", "Both screens are covered.")
    if view.stage is StaffStage.CREATING:
        return translate("FrontDesk", "The code comes here.")
    if view.stage in {StaffStage.ON_PHONE, StaffStage.CHECKING}:
        return translate("FrontDesk", "The code has left both screens.")
    return translate("FrontDesk", "No code is shown.")


def forgets_text(view: StaffView, now: datetime) -> str:
    """When both screens forget by themselves, or that they wait for the clerk."""
    if view.stage is not StaffStage.OUTCOME:
        return ""
    if view.is_held:
        return translate("FrontDesk", "Both screens wait while you are here.")
    if view.ends_at is None:
        return ""
    left_s = max(0, round((view.ends_at - now).total_seconds()))
    return fill(translate("FrontDesk", "Both screens forget this in %1 s."), left_s)


def span_text(until: datetime, now: datetime) -> str:
    """A time that is left, as a clock counts it; days where it is longer than one."""
    left_s = max(0, int((until - now).total_seconds()))
    if left_s >= 2 * _DAY_S:
        return fill(translate("FrontDesk", "%1 days"), left_s // _DAY_S)
    minutes, seconds = divmod(left_s, _MINUTE_S)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def command_word(command: DeskCommand, stage: StaffStage) -> str:
    """The verb on a command's button."""
    if command is DeskCommand.SHOW_AGAIN and stage is StaffStage.EXPIRED:
        return translate("FrontDesk", "Show a new code")
    words: Mapping[DeskCommand, str] = {
        DeskCommand.SHOW_AGAIN: translate("FrontDesk", "Show the code"),
        DeskCommand.MARK_SCANNED: translate("FrontDesk", "Scanned"),
        DeskCommand.NEW_ATTEMPT: translate("FrontDesk", "New attempt"),
        DeskCommand.NEW_VERIFICATION: translate("FrontDesk", "New verification"),
        DeskCommand.CHECK_NOW: translate("FrontDesk", "Check now"),
        DeskCommand.LOOK: translate("FrontDesk", "Look at the provider"),
        DeskCommand.BLANK: translate("FrontDesk", "Blank"),
        DeskCommand.COPY: translate("FrontDesk", "Copy link"),
        DeskCommand.PRINT: translate("FrontDesk", "Print slip"),
        DeskCommand.RELEASE: translate("FrontDesk", "Release customer"),
        DeskCommand.CANCEL: translate("FrontDesk", "Cancel"),
        DeskCommand.NEXT: translate("FrontDesk", "Next customer"),
    }
    return words[command]


def stage_sound(stage: StaffStage) -> Sound:
    """What is heard when a customer who was let go comes to that stage."""
    return _STAGE_SOUNDS.get(stage, Sound.RECEIVED)


def find_sound(before: StaffView, view: StaffView) -> Sound | None:
    """What is heard when one view follows the other; nothing for what the clerk did themselves or has heard already."""
    if before.session != view.session and before.stage is not StaffStage.IDLE:
        return None
    return _STAGE_SOUNDS.get(view.stage) if before.stage is not view.stage else None


def _doing(view: StaffView) -> str:
    match view.stage:
        case StaffStage.CREATING:
            return translate(
                "FrontDesk", "It is sent once. The code appears here and on the customer's screen."
            )
        case StaffStage.UNCERTAIN:
            return translate(
                "FrontDesk",
                "It is not sent again. Look at the provider first; what was created is then shown.",
            )
        case StaffStage.SHOWING if not view.tells_opening:
            return fill(
                translate(
                    "FrontDesk",
                    "%1 does not tell when the code is read. Press Scanned when the phone shows the page.",
                ),
                view.provider_title,
            )
        case StaffStage.SHOWING:
            return translate("FrontDesk", "Waiting for the customer to read the code with a phone.")
        case StaffStage.EXPIRED:
            return translate("FrontDesk", "Ask for a new code when the customer is ready to read it.")
        case StaffStage.ON_PHONE | StaffStage.CHECKING if view.waits_for_call:
            return fill(translate("FrontDesk", "Waiting for %1 to call us."), view.provider_title)
        case _:
            return ""


def _icon(view: StaffView) -> str:
    if view.stage is StaffStage.OUTCOME and view.phase is not None:
        return f"phase-{view.phase.value}"
    return _STAGE_ICONS[view.stage]


def _role(view: StaffView) -> str:
    if view.stage is StaffStage.OUTCOME and view.phase is not None:
        return view.phase.value
    return _STAGE_COLOURS.get(view.stage, "text_on_surface")
