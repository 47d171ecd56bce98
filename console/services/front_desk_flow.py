"""Begins and follows desk sessions: every answer is bound to its session and request; a late one never reaches a surface.

Sends nothing itself: creates go through the one guard and the outbox, looks through the account's coordinator.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from secrets import choice
from typing import TYPE_CHECKING, Any, Final

from console.base.clock import Clock
from console.base.ids import new_uuid
from console.base.tasks import end_within
from console.domain.account import AccountId
from console.domain.desk_reference import build_reference
from console.domain.errors import ConsoleError, InputInvalid, LinkRefused, NotKnown, UserFault
from console.domain.front_desk import DeskAnswer, DeskDraft, DeskSessionId, ShownCode, StaffStage
from console.domain.front_desk_rules import find_stage
from console.domain.front_desk_session import DeskSession, DeskStep
from console.domain.keys import VerificationKey
from console.domain.next_action import Action, Permission
from console.domain.operation import Effect
from console.domain.outbox import CreateIntent, OutboxId, OutboxState, StepResult
from console.services.cases import AT_DESK, CaseService
from console.services.creation import Created, CreationService, Outcome
from console.services.directory import Directory
from console.services.front_desk_board import Board
from console.services.front_desk_facts import DeskCase, FactReader, build_code, to_digest
from console.services.operation_offers import OfferedOperation, Subject
from console.services.operations import OperationService
from console.store.store import Store

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)

DONE: Final = DeskAnswer(is_done=True)
BUSY: Final = DeskAnswer(False, "Another customer is in front. Release them or finish with them first.")
_GONE: Final = DeskAnswer(False, "This customer is not in front any more. Nothing of them is shown.")
_NO_ATTEMPT: Final = "No further try can be made here now."
_LOST: Final = "What became of this could not be kept here. Look at the outbox."
_SETTLED_WORSE: Final = frozenset({OutboxState.REFUSED, OutboxState.ATTENTION, OutboxState.PUT_AWAY})


class DeskFlow:
    """One per open profile. Tasks of its own go on when whoever asked goes away; `stop` ends them."""

    def __init__(
        self,
        store: Store,
        directory: Directory,
        cases: CaseService,
        creation: CreationService,
        operations: OperationService,
        board: Board,
        clock: Clock,
    ) -> None:
        self._store = store
        self._directory = directory
        self._cases = cases
        self._creation = creation
        self._operations = operations
        self._board = board
        self._clock = clock
        self._reader = FactReader(cases, directory)
        self._requests: dict[DeskSessionId, int] = {}
        # Painted as soon as the answer was kept; written down once the case is in the store.
        self._unlogged: dict[DeskSessionId, tuple[ShownCode, VerificationKey]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    # --- beginning ---

    async def show_existing(self, key: VerificationKey, language: str) -> DeskAnswer:
        """See `FrontDeskService`."""
        found = await self._reader.load(key)
        shown = found.facts.offer(Action.SHOW_LINK)
        if found.facts.is_settled and not shown.is_allowed:
            return DeskAnswer(False, shown.reason)
        if self._board.front.step is not DeskStep.IDLE:
            # Somebody else was called while this one was looked up.
            return BUSY
        session = self._build(found, language)
        # While it is painted there is no code yet, which is not the same as one that has run out.
        step = DeskStep.CREATING if shown.is_allowed else DeskStep.FOLLOWING
        self._board.begin(replace(session, step=step))
        self._board.take_facts(session.id, found.facts)
        if not shown.is_allowed:
            self._cases.follow_code(key, AT_DESK)
            return DONE
        return await self._keep(self.paint(session.id))

    async def resume(self, session_id: DeskSessionId) -> DeskAnswer:
        """Somebody let go is in front again: on the phone already, nothing is painted; still unread, they need it."""
        session = self._board.find(session_id)
        if session is None or session.key is None:
            return DONE
        found = await self._reader.load(session.key)
        following = replace(session, step=DeskStep.FOLLOWING)
        stage = find_stage(following, found.facts, self._clock.now())
        if stage is StaffStage.EXPIRED and found.facts.offer(Action.SHOW_LINK).is_allowed:
            return await self._keep(self.paint(session_id))
        self._board.take_facts(session_id, found.facts, following)
        if self._board.is_in_front(session_id):
            self._cases.follow_code(session.key, AT_DESK)
        return DONE

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
        return await self._keep(self._create(session, intent, accept_loss=accept_loss))

    async def create_again(
        self, draft: DeskDraft, options: dict[str, str], *, accept_loss: bool
    ) -> DeskAnswer:
        """Another verification of the customer in front; refused, everything stays as it was."""
        before = self._board.front
        self._board.put(replace(before, step=DeskStep.CREATING, draft=draft))
        intent = CreateIntent(
            self._creation.new_reference(), draft.customer_id, draft.name, draft.email, options
        )
        return await self._keep(self._create(before, intent, accept_loss=accept_loss))

    async def new_attempt(self, wanted: dict[str, str], *, accept_loss: bool) -> DeskAnswer:
        """See `FrontDeskService`; `wanted` are the session's own choices."""
        before = self._board.front
        if before.key is None:
            return DeskAnswer(False, _NO_ATTEMPT)
        subject = Subject(before.key.account_id, verification_id=before.key.id)
        offered = [each for each in await self._operations.offered(subject) if _makes_attempt(each)]
        if self._board.find(before.id) != before:
            return _GONE
        if not offered or not offered[0].is_allowed:
            reason = offered[0].offer.reason if offered and offered[0].offer is not None else _NO_ATTEMPT
            return DeskAnswer(False, reason)
        if offered[0].consequence and not accept_loss:
            return DeskAnswer(False, offered[0].consequence, needs_consent=True)
        self._board.put(replace(before, step=DeskStep.CREATING))
        return await self._keep(self._attempt(before, subject, offered[0], wanted))

    # --- the code ---

    async def paint(self, session_id: DeskSessionId) -> DeskAnswer:
        """Put the code that is good now in front of the customer, logged first; only while the session is in front."""
        session = self._board.find(session_id)
        if session is None or session.key is None:
            return _GONE
        key, request = session.key, self._next_request(session_id)
        try:
            found = await self._reader.load(key)
            link = self._reader.find_link(found)
            reference = await self._store.write(lambda work: _note_shown(work, key, link.url, session_id))
        except ConsoleError as error:
            return await self._refuse_code(session_id, key, error)
        session = self._board.find(session_id)
        if session is None or not self._is_current(session_id, key, request):
            return _GONE
        self._show(session, found, build_code(found, link, reference))
        return DONE

    async def check(self, session_id: DeskSessionId) -> DeskAnswer:
        """Read the provider again for the clerk."""
        session = self._board.find(session_id)
        if session is None or session.key is None:
            return _GONE
        self._board.put(replace(session, asked_at=self._clock.now()))
        try:
            await self._keep(self._cases.refresh(session.key))
        except ConsoleError as error:
            return DeskAnswer(False, error.user_message)
        return DONE

    async def resolve(self, session_id: DeskSessionId) -> DeskAnswer:
        """Look what became of an uncertain create."""
        session = self._board.find(session_id)
        if session is None or session.outbox_id is None:
            return _GONE
        try:
            await self._keep(self._creation.resolve(session.outbox_id))
        except ConsoleError as error:
            return DeskAnswer(False, error.user_message)
        return await self._take_item(session_id, session.outbox_id)

    # --- what others tell ---

    def look_again(self, keys: frozenset[VerificationKey]) -> None:
        """These changed: what is at the desk of them is read again."""
        for session in self._board.sessions():
            if session.key in keys:
                self._start(self.reload(session.id))

    def look_at_item(self, item_id: OutboxId) -> None:
        """An outbox item moved."""
        for session in self._board.sessions():
            if session.step is DeskStep.UNCERTAIN and session.outbox_id == item_id:
                self._start(self._take_item(session.id, item_id))

    def look_at_end(self, session_id: DeskSessionId) -> None:
        """A code ran out: what may be done is judged anew, and the provider is asked whether it says so too."""
        self._start(self._look_at_end(session_id))

    async def reload(self, session_id: DeskSessionId) -> None:
        """Read the case as the store has it now; a slower read that began earlier is dropped."""
        session = self._board.find(session_id)
        if session is None or session.key is None:
            return
        known = self._board.facts(session_id)
        try:
            found = await self._reader.load(session.key)
        except NotKnown:
            self._board.drop_account(lambda key: key == session.key)
            return
        if self._board.facts(session_id) is not known and not _is_newer(found, self._board, session_id):
            return
        self._board.take_facts(session_id, found.facts)
        if self._board.is_in_front(session_id) and self._board.stage() is StaffStage.OUTCOME:
            self._cases.leave_code(session.key, AT_DESK)

    async def stop(self) -> None:
        """Nothing of ours is left; what is on the wire goes on with its own service."""
        for task in tuple(self._tasks):
            task.cancel()
        await end_within(self._tasks, 0.0)

    # --- inside ---

    async def _look_at_end(self, session_id: DeskSessionId) -> None:
        await self.reload(session_id)
        session, facts = self._board.find(session_id), self._board.facts(session_id)
        if session is None or session.key is None or facts is None:
            return
        # Never where a look may cost something, or where the provider is not to be asked.
        if facts.offer(Action.REFRESH).permission is Permission.ALLOWED:
            with suppress(ConsoleError):
                await self._cases.refresh(session.key)

    async def _create(self, before: DeskSession, intent: CreateIntent, *, accept_loss: bool) -> DeskAnswer:
        account_id = before.account_id
        assert account_id is not None
        try:
            created = await self._creation.create(
                account_id,
                intent,
                accept_loss=accept_loss,
                on_made=lambda result: self._show_made(before.id, account_id, result),
            )
        except ConsoleError as error:
            await self._log_made(before.id)
            return self._put_back(before, error)
        except Exception:
            self._give_back(before, DeskAnswer(False, _LOST))
            raise
        return await self._take_created(before, created)

    def _show_made(self, session_id: DeskSessionId, account_id: AccountId, result: StepResult) -> None:
        """The answer to a create is kept: its code is painted at once, and written down when the case is in the store."""
        session, snapshot = self._board.find(session_id), result.snapshot
        is_waiting = session is not None and session.step is DeskStep.CREATING
        if session is None or snapshot is None or not is_waiting or not self._board.is_in_front(session_id):
            return
        try:
            found = self._reader.describe(account_id, snapshot, self._clock.now())
            link = self._reader.find_link(found)
        except ConsoleError:
            # Whatever it is, it is said when the create has ended.
            return
        self._next_request(session_id)
        code = build_code(found, link, build_reference(choice))
        self._unlogged[session_id] = code, found.facts.key
        self._show(replace(session, key=found.facts.key), found, code)

    async def _log_made(self, session_id: DeskSessionId) -> DeskAnswer | None:
        """Write down what was painted before it was in the store, whoever is in front now; it goes where that fails.

        None where nothing was.
        """
        if session_id not in self._unlogged:
            return None
        code, key = self._unlogged.pop(session_id)
        wanted = code.reference
        try:
            reference = await self._store.write(
                lambda work: _note_shown(work, key, code.url, session_id, wanted)
            )
        except ConsoleError as error:
            return await self._refuse_code(session_id, key, error)
        now = self._board.find(session_id)
        if now is not None and now.code is not None and reference != wanted:
            self._board.put(replace(now, reference=reference, code=replace(now.code, reference=reference)))
        return DONE

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
        painted = await self._log_made(before.id)
        if created.outcome is not Outcome.REFUSED and before.draft is not None and before.draft.number:
            # It was sent, or may have been: as a suggestion it would make a second one.
            number = before.draft.number
            await self._store.write(lambda work: work.forget_draft(number))
        session = self._board.find(before.id)
        if created.outcome is Outcome.REFUSED:
            answer = DeskAnswer(False, created.reason, created.needs_consent)
            return self._give_back(before, answer)
        if session is None:
            return _GONE
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
            return await self.paint(session.id)
        await self.reload(session.id)
        return _GONE

    async def _take_item(self, session_id: DeskSessionId, item_id: OutboxId) -> DeskAnswer:
        item = await self._store.query(lambda queries: queries.load_outbox_item(item_id))
        session = self._board.find(session_id)
        is_ours = session is not None and session.outbox_id == item_id
        if session is None or not is_ours or session.step is not DeskStep.UNCERTAIN:
            return _GONE
        if item is None:
            return DeskAnswer(False, _LOST)
        if item.state is OutboxState.ACCEPTED and item.verification_id is not None:
            return await self._follow(session, VerificationKey(item.account_id, item.verification_id))
        if item.state in _SETTLED_WORSE:
            self._board.put(replace(session, step=DeskStep.REFUSED, reason=item.reason))
        return DeskAnswer(False, item.reason)

    async def _refuse_code(
        self, session_id: DeskSessionId, key: VerificationKey, error: ConsoleError
    ) -> DeskAnswer:
        """No code: what is known is shown instead, and a link that must not be shown is said to be one."""
        session = self._board.find(session_id)
        if session is not None and session.key == key:
            if isinstance(error, LinkRefused) or not isinstance(error, UserFault):
                refused = replace(session, step=DeskStep.REFUSED, reason=error.user_message, code=None)
                self._board.put(refused)
            else:
                self._board.put(replace(session, step=DeskStep.FOLLOWING))
                await self.reload(session_id)
                if self._board.is_in_front(session_id):
                    self._cases.follow_code(key, AT_DESK)
        return DeskAnswer(False, error.user_message)

    def _show(self, session: DeskSession, found: DeskCase, code: ShownCode) -> None:
        shown = replace(
            session,
            step=DeskStep.FOLLOWING,
            code=code,
            reference=code.reference,
            reason="",
            scanned_at=None,
            accepted_mark=found.facts.mark,
        )
        self._board.take_facts(session.id, found.facts, shown)
        self._cases.follow_code(found.facts.key, AT_DESK)

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

    def _build(self, found: DeskCase, language: str) -> DeskSession:
        account = found.case.account
        return DeskSession(
            DeskSessionId(new_uuid()),
            account.environment,
            language,
            DeskStep.FOLLOWING,
            account.id,
            found.manifest.title,
            found.facts.customer_name,
            self._clock.now(),
            found.facts.key,
        )

    def _next_request(self, session_id: DeskSessionId) -> int:
        number = self._requests.get(session_id, 0) + 1
        # Only who is at the desk has an open request.
        here = {session.id for session in self._board.sessions()}
        self._requests = {known: each for known, each in self._requests.items() if known in here}
        self._requests[session_id] = number
        return number

    def _is_current(self, session_id: DeskSessionId, key: VerificationKey, request: int) -> bool:
        """Whether an answer still belongs to what is in front: this session, this case, this request."""
        session = self._board.find(session_id)
        is_same = session is not None and session.key == key
        return is_same and self._board.is_in_front(session_id) and self._requests.get(session_id) == request

    async def _keep(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Go on when whoever waits goes away."""
        return await asyncio.shield(self._start(work))

    def _start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work, name="front desk")
        self._tasks.add(task)
        task.add_done_callback(self._end)
        return task

    def _end(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, ConsoleError):
            _log.error("the front desk stumbled: %s", type(error).__name__, exc_info=error)


def _note_shown(
    work: UnitOfWork, key: VerificationKey, url: str, session_id: DeskSessionId, wanted: str = ""
) -> str:
    reference = work.ensure_reference(key, choice, wanted)
    work.note_code(key, "qr_shown", to_digest(url), session_id)
    return reference


def _makes_attempt(offered: OfferedOperation) -> bool:
    operation = offered.operation
    return operation.action is Action.NEW_ATTEMPT and operation.effect is Effect.CREATE


def _keys(offered: OfferedOperation) -> frozenset[str]:
    return frozenset(each.field.key for each in offered.fields)


def _is_newer(found: DeskCase, board: Board, session_id: DeskSessionId) -> bool:
    known = board.facts(session_id)
    return known is None or found.facts.as_of >= known.as_of
