"""Our own work on a case: notes, who has it, putting it aside, decisions; asks the store, never a provider."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from console.base.paths import resource_path
from console.domain.decision_rules import DecisionRules, read_decision_rules
from console.domain.desk import Decision, DecisionDraft, DeskChange, Note
from console.domain.errors import InputInvalid
from console.domain.events import Event, VerificationsChanged
from console.domain.evidence import build_evidence
from console.domain.keys import VerificationKey
from console.domain.second_person import find_second_problem
from console.store.store import Store

if TYPE_CHECKING:
    from console.domain.case import StoredCase
    from console.store.unit_of_work import UnitOfWork

T = TypeVar("T")


class DeskService:
    """Everything is signed by who works, logged in the same transaction, and told to whoever listens.

    Every method raises `NotKnown` for a case that is not here and `ChangedMeanwhile` when somebody was quicker.
    """

    def __init__(
        self,
        store: Store,
        publish: Callable[[Event], None],
        verify_own_pin: Callable[[str], Awaitable[None]],
    ) -> None:
        self._store = store
        self._verify_own_pin = verify_own_pin
        self._publish = publish

    @cached_property
    def rules(self) -> DecisionRules:
        """Reasons to choose from, and what needs a second person."""
        return read_decision_rules(resource_path("decisions", "reasons.toml").read_bytes())

    async def note_opened(self, key: VerificationKey) -> None:
        """A person has the case on the screen: looking at personal data is logged."""
        await self._store.write(lambda work: work.note_opened(key))

    async def add_note(self, key: VerificationKey, body: str) -> Note:
        """Keep a note. Raises `InputInvalid` for an empty or endless one."""
        return await self._do(key, lambda work: work.add_note(key, body))

    async def withdraw_note(self, key: VerificationKey, number: int) -> None:
        """Strike a note through."""
        await self._do(key, lambda work: work.withdraw_note(key, number))

    async def assign(self, key: VerificationKey, assignee: str) -> DeskChange:
        """Give the case to a person of the desk, or to nobody. Raises `InputInvalid` for a name that is nobody's."""
        return await self._do(key, lambda work: work.assign(key, assignee))

    async def snooze(self, key: VerificationKey, until: datetime, reason: str) -> DeskChange:
        """Put the case aside until an aware moment, or until it changes. Raises `InputInvalid` for the past."""
        return await self._do(key, lambda work: work.snooze(key, until, reason))

    async def wake(self, key: VerificationKey) -> DeskChange:
        """Bring the case back."""
        return await self._do(key, lambda work: work.wake(key))

    async def put_back(self, key: VerificationKey, change: DeskChange) -> None:
        """Undo an assignment, a snooze or a waking."""
        await self._do(key, lambda work: work.put_back(key, change))

    async def mark_seen(self, key: VerificationKey) -> None:
        """Somebody has looked at the verdict that changed after it was final: it needs nobody any more."""
        await self._do(key, lambda work: work.mark_seen(key))

    def find_evidence(self, stored: StoredCase) -> str:
        """The digest of what is on the screen, for a draft."""
        return build_evidence(stored.verification, stored.attempts)

    def needs_second(self, stored: StoredCase, draft: DecisionDraft) -> bool:
        """Whether such a decision would wait for a second person."""
        return self.rules.needs_second(draft.kind, stored.verification.phase)

    async def decide(self, key: VerificationKey, draft: DecisionDraft) -> Decision:
        """Decide. Raises `InputInvalid` for missing reasons, `ActionRefused` while another decision waits."""
        rules = self.rules
        return await self._do(key, lambda work: work.decide(key, draft, rules))

    async def approve(self, key: VerificationKey, number: int, pin: str, comment: str = "") -> Decision:
        """Agree as the second person, with their PIN. Raises `InputInvalid` for a wrong one.

        Raises `ActionRefused` for the one who made it, and for who had no PIN when it was made.
        """
        await self._verify_own_pin(pin)
        return await self._do(key, lambda work: work.approve_decision(key, number, comment))

    async def find_second_problem(self, decision: Decision) -> str:
        """Why who works here cannot be the second person about a decision; empty when nothing speaks against it."""
        who = self._store.who
        return find_second_problem(
            await self._store.query(lambda queries: queries.load_second_facts(decision, who))
        )

    async def turn_down(self, key: VerificationKey, number: int, pin: str, comment: str) -> Decision:
        """Disagree as the second person, with their PIN. Raises as `approve`, `InputInvalid` without a reason."""
        if not comment.strip():
            raise InputInvalid("Say in a few words why not.", field="comment")
        await self._verify_own_pin(pin)
        return await self._do(key, lambda work: work.turn_down_decision(key, number, comment))

    async def undo_decision(self, key: VerificationKey, number: int) -> Decision:
        """Take one's own decision back. Raises `ActionRefused` for somebody else's."""
        return await self._do(key, lambda work: work.undo_decision(key, number))

    async def _do(self, key: VerificationKey, work: Callable[[UnitOfWork], T]) -> T:
        done = await self._store.write(work)
        self._publish(VerificationsChanged((key,)))
        return done
