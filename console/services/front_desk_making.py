"""Has something made for the customer in front, and follows it until it is known how that ended.

Sends nothing itself: creates go through the one guard and the outbox.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from console.base.clock import Clock
from console.base.ids import new_uuid
from console.domain.errors import ConsoleError, InputInvalid
from console.domain.front_desk import DeskAnswer, DeskDraft, DeskSessionId
from console.domain.front_desk_session import DeskSession, DeskStep
from console.domain.keys import VerificationKey
from console.domain.next_action import Action
from console.domain.operation import Effect
from console.domain.outbox import CreateIntent, OutboxId, OutboxState
from console.services.cases import AT_DESK, CaseService
from console.services.creation import Created, CreationService, Outcome
from console.services.directory import Directory
from console.services.front_desk_board import Board
from console.services.front_desk_codes import DeskCodes
from console.services.front_desk_looks import GONE, DeskLooks
from console.services.front_desk_tasks import DeskTasks
from console.services.operation_offers import OfferedOperation, Subject
from console.services.operations import OperationService
from console.store.store import Store

_NO_ATTEMPT: Final = "No further try can be made here now."
_LOST: Final = "What became of this could not be kept here. Look at the outbox."
_SETTLED_WORSE: Final = frozenset({OutboxState.REFUSED, OutboxState.ATTENTION, OutboxState.PUT_AWAY})


class DeskMaking:
    """One per open profile; what was begun goes on when whoever asked goes away."""

    def __init__(
        self,
        store: Store,
        directory: Directory,
        cases: CaseService,
        creation: CreationService,
        operations: OperationService,
        board: Board,
        looks: DeskLooks,
        codes: DeskCodes,
        tasks: DeskTasks,
        clock: Clock,
    ) -> None:
        self._store = store
        self._directory = directory
        self._cases = cases
        self._creation = creation
        self._operations = operations
        self._board = board
        self._looks = looks
        self._codes = codes
        self._tasks = tasks
        self._clock = clock

    async def create(
        self, draft: DeskDraft, options: dict[str, str], language: str, *, accept_loss: bool
    ) -> DeskAnswer:
        """See `FrontDeskService`; `options` are what is sent."""
        account = self._directory.account(draft.account_id)
        session = DeskSession(
            DeskSessionId(new_uuid()),
            account.environment,
            draft.language or language,
            DeskStep.CREATING,
            account.id,
            self._directory.provider(account).manifest.title,
            draft.name,
            self._clock.now(),
            draft=draft,
        )
        self._board.begin(session)
        intent = CreateIntent(
            self._creation.new_reference(), draft.customer_id, draft.name, draft.email, options
        )
        return await self._tasks.keep(self._create(session, intent, accept_loss=accept_loss))

    async def create_again(
        self, draft: DeskDraft, options: dict[str, str], *, accept_loss: bool
    ) -> DeskAnswer:
        """Another verification of the customer in front; refused, everything stays as it was."""
        before = self._board.front
        self._board.put(replace(before, step=DeskStep.CREATING, draft=draft))
        intent = CreateIntent(
            self._creation.new_reference(), draft.customer_id, draft.name, draft.email, options
        )
        return await self._tasks.keep(self._create(before, intent, accept_loss=accept_loss))

    async def new_attempt(self, wanted: dict[str, str], *, accept_loss: bool) -> DeskAnswer:
        """See `FrontDeskService`; `wanted` are the session's own choices."""
        before = self._board.front
        if before.key is None:
            return DeskAnswer(False, _NO_ATTEMPT)
        subject = Subject(before.key.account_id, verification_id=before.key.id)
        offered = await self._find_attempt(subject)
        if offered is not None and offered.consequence and not accept_loss:
            answer = await self._looks.make_sure(before.id)
            if not answer.is_done:
                return answer
            offered = await self._find_attempt(subject)
        now = self._board.front
        if (now.id, now.key, now.step) != (before.id, before.key, before.step):
            return GONE
        if offered is None:
            return DeskAnswer(False, _NO_ATTEMPT)
        if not offered.is_allowed:
            return DeskAnswer(False, offered.offer.reason if offered.offer is not None else _NO_ATTEMPT)
        if offered.consequence and not accept_loss:
            return DeskAnswer(False, offered.consequence, needs_consent=True)
        self._board.put(replace(now, step=DeskStep.CREATING))
        return await self._tasks.keep(self._attempt(now, subject, offered, wanted))

    async def resolve(self, session_id: DeskSessionId) -> DeskAnswer:
        """Look what became of an uncertain create."""
        session = self._board.find(session_id)
        if session is None or session.outbox_id is None:
            return GONE
        try:
            await self._tasks.keep(self._creation.resolve(session.outbox_id))
        except ConsoleError as error:
            return DeskAnswer(False, error.user_message)
        return await self._take_item(session_id, session.outbox_id)

    def look_at_item(self, item_id: OutboxId) -> None:
        """An outbox item moved."""
        for session in self._board.sessions():
            if session.step is DeskStep.UNCERTAIN and session.outbox_id == item_id:
                self._tasks.start(self._take_item(session.id, item_id))

    # --- inside ---

    async def _find_attempt(self, subject: Subject) -> OfferedOperation | None:
        offered = await self._operations.offered(subject)
        return next((each for each in offered if _makes_attempt(each)), None)

    async def _create(self, before: DeskSession, intent: CreateIntent, *, accept_loss: bool) -> DeskAnswer:
        account_id = before.account_id
        assert account_id is not None
        try:
            created = await self._creation.create(
                account_id,
                intent,
                accept_loss=accept_loss,
                on_made=lambda result: self._codes.show_made(before.id, account_id, result),
            )
        except ConsoleError as error:
            await self._codes.log_made(before.id)
            return self._put_back(before, error)
        except Exception:
            self._give_back(before, DeskAnswer(False, _LOST))
            raise
        return await self._take_created(before, created)

    async def _attempt(
        self, before: DeskSession, subject: Subject, offered: OfferedOperation, wanted: dict[str, str]
    ) -> DeskAnswer:
        values = {each.field.key: each.default for each in offered.fields if each.default}
        values |= {key: value for key, value in wanted.items() if key in _keys(offered)}
        try:
            performed = await self._operations.perform(
                subject, offered.operation.id, values, accept_loss=True
            )
        except ConsoleError as error:
            return self._put_back(before, error)
        if performed.created is None:
            return self._put_back(before, ConsoleError(performed.reason))
        return await self._take_created(before, performed.created)

    async def _take_created(self, before: DeskSession, created: Created) -> DeskAnswer:
        """How a create ended, for its own session alone, wherever that is by now."""
        painted = await self._codes.log_made(before.id)
        if created.outcome is not Outcome.REFUSED and before.draft is not None and before.draft.number:
            # It was sent, or may have been: as a suggestion it would make a second one.
            number = before.draft.number
            await self._store.write(lambda work: work.forget_draft(number))
        session = self._board.find(before.id)
        if created.outcome is Outcome.REFUSED:
            answer = DeskAnswer(False, created.reason, created.needs_consent)
            return self._give_back(before, answer)
        if session is None:
            return GONE
        if created.outcome is Outcome.UNCERTAIN or created.key is None:
            step = DeskStep.UNCERTAIN
            self._board.put(replace(session, step=step, outbox_id=created.item_id, reason=created.reason))
            return DeskAnswer(False, created.reason)
        if painted is not None and session.key == created.key and session.step is not DeskStep.CREATING:
            if self._board.is_in_front(session.id):
                # Only now it is among those that are read at all.
                self._cases.follow_code(created.key, AT_DESK)
            return painted
        return await self._follow(session, created.key)

    async def _follow(self, session: DeskSession, key: VerificationKey) -> DeskAnswer:
        is_in_front = self._board.is_in_front(session.id)
        self._board.put(
            replace(
                session,
                step=DeskStep.CREATING if is_in_front else DeskStep.FOLLOWING,
                key=key,
                reason="",
                code=None,
                scanned_at=None,
                outbox_id=None,
                outcome_from=None,
                needs_consent=False,
            )
        )
        if is_in_front:
            return await self._codes.paint(session.id)
        await self._looks.reload(session.id)
        return GONE

    async def _take_item(self, session_id: DeskSessionId, item_id: OutboxId) -> DeskAnswer:
        item = await self._store.query(lambda queries: queries.load_outbox_item(item_id))
        session = self._board.find(session_id)
        is_ours = session is not None and session.outbox_id == item_id
        if session is None or not is_ours or session.step is not DeskStep.UNCERTAIN:
            return GONE
        if item is None:
            return DeskAnswer(False, _LOST)
        if item.state is OutboxState.ACCEPTED and item.verification_id is not None:
            return await self._follow(session, VerificationKey(item.account_id, item.verification_id))
        if item.state in _SETTLED_WORSE:
            self._board.put(replace(session, step=DeskStep.REFUSED, reason=item.reason))
        return DeskAnswer(False, item.reason)

    def _put_back(self, before: DeskSession, error: ConsoleError) -> DeskAnswer:
        """Nothing was made, or nobody knows: then the outbox keeps it in sight."""
        field = error.field if isinstance(error, InputInvalid) else ""
        return self._give_back(before, DeskAnswer(False, error.user_message, field=field))

    def _give_back(self, before: DeskSession, answer: DeskAnswer) -> DeskAnswer:
        """The clerk is where they were before they asked; for somebody let go it is told that nothing came of it."""
        session = self._board.find(before.id)
        if session is None:
            return answer
        if before.key is not None:
            self._board.put(replace(session, step=before.step, draft=before.draft))
        elif self._board.is_in_front(before.id):
            self._board.forget_front(go_on=False)
        else:
            self._board.put(replace(session, step=DeskStep.REFUSED, reason=answer.reason))
        return answer


def _makes_attempt(offered: OfferedOperation) -> bool:
    operation = offered.operation
    return operation.action is Action.NEW_ATTEMPT and operation.effect is Effect.CREATE


def _keys(offered: OfferedOperation) -> frozenset[str]:
    return frozenset(each.field.key for each in offered.fields)
