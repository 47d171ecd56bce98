"""Which reasons a decision of ours may name and which decisions need a second person; read from a resource, pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from console.domain.desk import LONGEST_TEXT, DecisionKind
from console.domain.errors import InputInvalid
from console.domain.phase import Phase


@dataclass(frozen=True, slots=True)
class DecisionReason:
    """One reason a person can tick. `text` is shown, `code` is kept; `needs_comment` asks for words beside it."""

    code: str
    text: str
    kinds: frozenset[DecisionKind]
    needs_comment: bool = False


@dataclass(frozen=True, slots=True)
class DecisionRules:
    """`second_for` always need a second person; an ACCEPT needs one also while the provider's phase is one of
    `accept_against`."""

    reasons: tuple[DecisionReason, ...]
    second_for: frozenset[DecisionKind]
    accept_against: frozenset[Phase]

    def reasons_for(self, kind: DecisionKind) -> tuple[DecisionReason, ...]:
        """The reasons that fit a kind of decision, in the order they are offered."""
        return tuple(reason for reason in self.reasons if kind in reason.kinds)

    def needs_second(self, kind: DecisionKind, phase: Phase) -> bool:
        """True when a decision waits for a second person before it stands."""
        return kind in self.second_for or (kind is DecisionKind.ACCEPT and phase in self.accept_against)

    def describe(self, code: str) -> str:
        """A reason in words; a code of an older list stays as it is."""
        return next((reason.text for reason in self.reasons if reason.code == code), code)

    def verify(self, kind: DecisionKind, reasons: Iterable[str], comment: str) -> None:
        """Raise `InputInvalid` where a mandatory reason is missing or does not fit, or its words are missing."""
        fitting = {reason.code: reason for reason in self.reasons_for(kind)}
        chosen = tuple(reasons)
        if not chosen:
            raise InputInvalid("Choose at least one reason.", field="reasons")
        if any(code not in fitting for code in chosen):
            raise InputInvalid("One of the reasons does not belong to this decision.", field="reasons")
        if any(fitting[code].needs_comment for code in chosen) and not comment.strip():
            raise InputInvalid("Say in a few words what the reason was.", field="comment")
        if len(comment) > LONGEST_TEXT:
            raise InputInvalid(
                f"The text is longer than {LONGEST_TEXT} characters. Shorten it.", field="comment"
            )


def read_decision_rules(document: bytes) -> DecisionRules:
    """Read the list of reasons. Raises `KeyError`, `ValueError` when a document of ours is wrong; a test reads it."""
    value = tomllib.loads(document.decode("utf-8"))
    second = cast("dict[str, Any]", value["second_person"])
    return DecisionRules(
        tuple(_to_reason(entry) for entry in cast("list[dict[str, Any]]", value["reason"])),
        frozenset(DecisionKind(kind) for kind in second["always"]),
        frozenset(Phase(phase) for phase in second["accept_while"]),
    )


def _to_reason(entry: dict[str, Any]) -> DecisionReason:
    kinds = frozenset(DecisionKind(kind) for kind in entry["for"])
    return DecisionReason(
        str(entry["code"]), str(entry["text"]), kinds, bool(entry.get("needs_words", False))
    )
