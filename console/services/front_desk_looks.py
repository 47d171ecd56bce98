"""Keeps what stands at the desk in step with the store, and asks the provider where the clerk or an expiry wants it;
shows no code and makes nothing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Final

from console.base.clock import Clock
from console.domain.account import AccountId
from console.domain.errors import ConsoleError, NotKnown
from console.domain.front_desk import DeskAnswer, DeskSessionId, StaffStage
from console.domain.front_desk_rules import CHECK_PAUSE, has_run_out
from console.domain.front_desk_session import DeskSession, DeskStep
from console.domain.keys import VerificationKey
from console.domain.next_action import Action, Permission
from console.services.cases import AT_DESK, CaseService
from console.services.front_desk_board import Board
from console.services.front_desk_facts import DeskCase, FactReader
from console.services.front_desk_tasks import DeskTasks

DONE: Final = DeskAnswer(is_done=True)
GONE: Final = DeskAnswer(False, "This customer is not in front any more. Nothing of them is shown.")
_ASKING: Final = "Asking the provider how it stands now ..."


class DeskLooks:
    """A slower look that began earlier never undoes a newer one."""

    def __init__(
        self, cases: CaseService, reader: FactReader, board: Board, tasks: DeskTasks, clock: Clock
    ) -> None:
        self._cases = cases
        self._reader = reader
        self._board = board
        self._tasks = tasks
        self._clock = clock

    # --- what others tell ---

    def look_again(self, keys: frozenset[VerificationKey]) -> None:
        """These changed: what is at the desk of them is read again."""
        for session in self._board.sessions():
            if session.key in keys:
                self._tasks.start(self.reload(session.id))

    def look_at_end(self, session_id: DeskSessionId) -> None:
        """A code ran out: what may be done is judged anew, and the provider is asked whether it says so too."""
        self._tasks.start(self._look_at_end(session_id))

    def note_answer(self, account_id: AccountId) -> None:
        """A provider answered: an answer that changes nothing is told to nobody, but what is in front is younger by it."""
        session = self._board.front
        is_theirs = session.key is not None and session.key.account_id == account_id
        if is_theirs and session.step is DeskStep.FOLLOWING:
            self._tasks.start(self._look_how_old(session.id))

    # --- reading ---

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
        newest = self._board.facts(session_id)
        if newest is not None and newest is not known and found.facts.as_of < newest.as_of:
            return
        self._board.take_facts(session_id, found.facts)
        if self._board.is_in_front(session_id) and self._board.stage() is StaffStage.OUTCOME:
            self._cases.leave_code(session.key, AT_DESK)

    async def check(self, session_id: DeskSessionId) -> DeskAnswer:
        """Read the provider again for the clerk."""
        session = self._board.find(session_id)
        if session is None or session.key is None:
            return GONE
        self._board.put(replace(session, asked_at=self._clock.now()))
        try:
            await self._tasks.keep(self._cases.refresh(session.key))
        except ConsoleError as error:
            return DeskAnswer(False, error.user_message)
        # An unchanged answer is told to nobody, but it is younger.
        await self.reload(session_id)
        return DONE

    async def make_sure(self, session_id: DeskSessionId) -> DeskAnswer:
        """Ask the provider first where what is known here is of before the code ran out, or older than a moment: what the
        clerk is asked about is then a loss that there is. Says why where it cannot be asked."""
        session = self._board.find(session_id)
        if session is None or session.key is None:
            return GONE
        found = await self._reader.load(session.key)
        # A look that may cost something is not made by itself: then the clerk is asked with what is known.
        may_ask = found.facts.offer(Action.REFRESH).permission is Permission.ALLOWED
        if not may_ask or self._is_certain(session, found):
            return DONE
        self._board.put(replace(session, reason=_ASKING))
        answer = await self.check(session_id)
        now = self._board.find(session_id)
        if now is not None and now.reason == _ASKING:
            self._board.put(replace(now, reason=""))
        return answer

    def _is_certain(self, session: DeskSession, found: DeskCase) -> bool:
        now, as_of = self._clock.now(), found.facts.as_of
        ended_at = session.code.expires_at if session.code is not None and has_run_out(session, now) else None
        return now - as_of < CHECK_PAUSE and (ended_at is None or as_of >= ended_at)

    async def _look_how_old(self, session_id: DeskSessionId) -> None:
        session = self._board.find(session_id)
        if session is None or session.key is None:
            return
        with suppress(NotKnown):
            # Just made, it may be on the display before it is in the store.
            found = await self._reader.load(session.key)
            newest = self._board.facts(session_id)
            if newest is not None and found.facts.as_of > newest.as_of:
                self._board.take_facts(session_id, found.facts)

    async def _look_at_end(self, session_id: DeskSessionId) -> None:
        await self.reload(session_id)
        session, facts = self._board.find(session_id), self._board.facts(session_id)
        if session is None or session.key is None or facts is None:
            return
        # Never where a look may cost something, or where the provider is not to be asked.
        if facts.offer(Action.REFRESH).permission is Permission.ALLOWED:
            with suppress(ConsoleError):
                await self._cases.refresh(session.key)
