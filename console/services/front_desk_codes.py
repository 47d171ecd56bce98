"""Puts a customer's code in front of them and writes down that it was: what is there already, what was just made.

Every answer is bound to its session and request; one that comes late never reaches a surface. Makes nothing itself.
"""

from __future__ import annotations

from dataclasses import replace
from secrets import choice
from typing import TYPE_CHECKING, Final

from console.base.clock import Clock
from console.base.ids import new_uuid
from console.domain.account import AccountId
from console.domain.desk_reference import build_reference
from console.domain.errors import ConsoleError, LinkRefused, UserFault
from console.domain.front_desk import DeskAnswer, DeskSessionId, ShownCode, StaffStage
from console.domain.front_desk_rules import find_stage
from console.domain.front_desk_session import DeskSession, DeskStep
from console.domain.keys import VerificationKey
from console.domain.next_action import Action
from console.domain.outbox import StepResult
from console.services.cases import AT_DESK, CaseService
from console.services.front_desk_board import Board
from console.services.front_desk_facts import DeskCase, FactReader, build_code, to_digest
from console.services.front_desk_looks import DONE, GONE, DeskLooks
from console.services.front_desk_tasks import DeskTasks
from console.store.store import Store

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork

BUSY: Final = DeskAnswer(False, "Another customer is in front. Release them or finish with them first.")


class DeskCodes:
    """One per open profile."""

    def __init__(
        self,
        store: Store,
        cases: CaseService,
        reader: FactReader,
        board: Board,
        looks: DeskLooks,
        tasks: DeskTasks,
        clock: Clock,
    ) -> None:
        self._store = store
        self._cases = cases
        self._reader = reader
        self._board = board
        self._looks = looks
        self._tasks = tasks
        self._clock = clock
        self._requests: dict[DeskSessionId, int] = {}
        # Painted as soon as the answer was kept; written down once the case is in the store.
        self._unlogged: dict[DeskSessionId, tuple[ShownCode, VerificationKey]] = {}

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
        return await self._tasks.keep(self.paint(session.id))

    async def resume(self, session_id: DeskSessionId) -> DeskAnswer:
        """Somebody let go is in front again: on the phone already, nothing is painted; still unread, they need it."""
        session = self._board.find(session_id)
        if session is None or session.key is None:
            return DONE
        found = await self._reader.load(session.key)
        following = replace(session, step=DeskStep.FOLLOWING)
        stage = find_stage(following, found.facts, self._clock.now())
        if stage is StaffStage.EXPIRED and found.facts.offer(Action.SHOW_LINK).is_allowed:
            return await self._tasks.keep(self.paint(session_id))
        self._board.take_facts(session_id, found.facts, following)
        if self._board.is_in_front(session_id):
            self._cases.follow_code(session.key, AT_DESK)
        return DONE

    async def paint(self, session_id: DeskSessionId) -> DeskAnswer:
        """Put the code that is good now in front of the customer, logged first; only while the session is in front."""
        session = self._board.find(session_id)
        if session is None or session.key is None:
            return GONE
        key, request = session.key, self._next_request(session_id)
        try:
            found = await self._reader.load(key)
            link = self._reader.find_link(found)
            reference = await self._store.write(lambda work: _note_shown(work, key, link.url, session_id))
        except ConsoleError as error:
            return await self._refuse_code(session_id, key, error)
        session = self._board.find(session_id)
        if session is None or not self._is_current(session_id, key, request):
            return GONE
        self._show(session, found, build_code(found, link, reference))
        return DONE

    def show_made(self, session_id: DeskSessionId, account_id: AccountId, result: StepResult) -> None:
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

    async def log_made(self, session_id: DeskSessionId) -> DeskAnswer | None:
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
                await self._looks.reload(session_id)
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


def _note_shown(
    work: UnitOfWork, key: VerificationKey, url: str, session_id: DeskSessionId, wanted: str = ""
) -> str:
    reference = work.ensure_reference(key, choice, wanted)
    work.note_code(key, "qr_shown", to_digest(url), session_id)
    return reference
