"""Holds the desk's sessions in memory: the one in front and those let go on; tells of changes, asks nobody anything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from console.base.clock import Clock
from console.base.ids import new_uuid
from console.domain.environment import Environment
from console.domain.events import Event, FrontDeskChanged
from console.domain.front_desk import CustomerView, DeskSessionId, StaffStage, StaffView
from console.domain.front_desk_rules import (
    build_customer_view,
    build_staff_view,
    find_end,
    find_next_moment,
    find_stage,
    follow_facts,
    has_run_out,
)
from console.domain.front_desk_session import CaseFacts, DeskMoment, DeskSession, DeskStep
from console.domain.keys import VerificationKey

MOST_RELEASED: Final = 50
"""Customers let go that a desk keeps in sight; one that never puts any away forgets the oldest that ended."""
# A wall clock may be set: look again now and then, however far away the next moment seems.
_LONGEST_NAP_S: Final = 30.0
_SHORTEST_NAP_S: Final = 0.02
# Of a released customer these are told: somebody has to do something, or it is over.
_TOLD: Final = frozenset({StaffStage.OUTCOME, StaffStage.RETRY, StaffStage.EXPIRED, StaffStage.REFUSED})


class Board:
    """One session in front, always; an idle one where there is nobody. `who` names the clerk, `find_environment` the
    world of a desk at which nobody is, `when_run_out` looks again at a session whose code is over."""

    def __init__(
        self,
        clock: Clock,
        publish: Callable[[Event], None],
        who: Callable[[], str],
        find_environment: Callable[[], Environment],
        when_run_out: Callable[[DeskSessionId], None],
    ) -> None:
        self._clock = clock
        self._publish = publish
        self._who = who
        self._find_environment = find_environment
        self._when_run_out = when_run_out
        self._run_out: tuple[DeskSessionId, datetime | None] | None = None
        self._facts: dict[DeskSessionId, CaseFacts] = {}
        self._released: dict[DeskSessionId, DeskSession] = {}
        self._told: set[DeskSessionId] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._shown: object = None
        self.language = "en"
        self.is_covered = False
        self.front = self._build_idle()

    # --- what is seen ---

    def staff_view(self) -> StaffView:
        """Of the session in front."""
        return self._to_view(self.front)

    def customer_view(self) -> CustomerView:
        """Of the session in front."""
        return build_customer_view(self.front, self._facts.get(self.front.id), self._moment())

    def released(self) -> tuple[StaffView, ...]:
        """Those let go, newest first."""
        return tuple(self._to_view(session) for session in reversed(self._released.values()))

    def facts(self, session_id: DeskSessionId) -> CaseFacts | None:
        """What is known of a session's case."""
        return self._facts.get(session_id)

    def stage(self) -> StaffStage:
        """Of the session in front."""
        return find_stage(self.front, self._facts.get(self.front.id), self._clock.now())

    def find(self, session_id: DeskSessionId) -> DeskSession | None:
        """A session that is still here, in front or let go."""
        return self.front if self.front.id == session_id else self._released.get(session_id)

    def sessions(self) -> tuple[DeskSession, ...]:
        """All of them."""
        return (self.front, *self._released.values())

    def is_in_front(self, session_id: DeskSessionId) -> bool:
        """Whether what comes for this session may reach the surfaces."""
        return self.front.id == session_id

    # --- what changes ---

    def begin(self, session: DeskSession) -> None:
        """Somebody is in front from now on; who was is forgotten. What is blank stays so."""
        self._facts.pop(self.front.id, None)
        self.front = replace(session, is_blank=self.front.is_blank)
        self.tell()

    def put(self, session: DeskSession) -> None:
        """A session as it is now; one that is not here any more is left alone."""
        if self.front.id == session.id:
            self.front = session
        elif session.id in self._released:
            # No code is ever kept for somebody who is not in front.
            self._released[session.id] = replace(session, code=None)
        else:
            return
        self.tell(self._find_news(session.id))

    def take_facts(
        self, session_id: DeskSessionId, facts: CaseFacts, changed: DeskSession | None = None
    ) -> None:
        """What was read of a session's case, `changed` along with it; of another case, or for nobody here any more, it
        is dropped."""
        session = self.find(session_id)
        session = changed if session is not None and changed is not None else session
        if session is None or session.key != facts.key:
            return
        self._facts[session_id] = facts
        self.put(follow_facts(session, facts, self._clock.now()))

    def forget_front(self, *, go_on: bool) -> None:
        """Both surfaces forget; `go_on` keeps the session among those let go."""
        session = self.front
        self.front = replace(self._build_idle(), is_blank=session.is_blank)
        if go_on:
            self._released[session.id] = replace(
                session, code=None, is_released=True, is_blank=False, is_held=False
            )
            self._drop_oldest()
            # What is known already is no news.
            self._find_news(session.id)
        else:
            self._facts.pop(session.id, None)
        self.tell()

    def take_back(self, session_id: DeskSessionId) -> DeskSession | None:
        """Somebody let go is in front again."""
        session = self._released.pop(session_id, None)
        if session is not None:
            self._told.discard(session_id)
            is_followed = session.step is DeskStep.FOLLOWING
            self.front = replace(
                session,
                step=DeskStep.CREATING if is_followed else session.step,
                is_released=False,
                is_blank=self.front.is_blank,
                outcome_from=None,
            )
            self.tell()
        return session

    def set_idle_language(self) -> None:
        """The desk's own language is another one now; who is in front keeps theirs."""
        if self.front.step is DeskStep.IDLE:
            self.put(replace(self.front, language=self.language))

    def put_away(self, session_id: DeskSessionId) -> None:
        """Somebody let go is of no interest any more."""
        if self._released.pop(session_id, None) is not None:
            self._told.discard(session_id)
            self._facts.pop(session_id, None)
            self.tell()

    def drop_account(self, is_gone: Callable[[VerificationKey], bool]) -> None:
        """Cases that are not in the profile any more: nobody waits for them."""
        for session in self.sessions():
            if session.key is not None and is_gone(session.key):
                if self.is_in_front(session.id):
                    self.forget_front(go_on=False)
                else:
                    self.put_away(session.id)

    def tell(self, ended: DeskSessionId | None = None) -> None:
        """Everybody looks again, and a timer is set for when time alone changes something."""
        self._set_timer()
        self._publish(FrontDeskChanged(ended))

    def tick(self, now: datetime) -> None:
        """Do what is due: surfaces that forget, a code that ran out."""
        facts = self._facts.get(self.front.id)
        ends_at = None if self.is_covered else find_end(self.front, facts, now)
        if ends_at is not None and now >= ends_at:
            self.forget_front(go_on=False)
            return
        self._note_end(now)
        shown = (self.front.id, self.staff_view().stage, self.staff_view().commands)
        if shown != self._shown:
            self._shown = shown
            self.tell()
        else:
            self._set_timer()

    def _note_end(self, now: datetime) -> None:
        """What was allowed was judged while the code was good: it is looked at again, once for each code."""
        code = self.front.code
        ended = (self.front.id, code.expires_at if code is not None else None)
        if has_run_out(self.front, now) and ended != self._run_out:
            self._run_out = ended
            self._when_run_out(self.front.id)

    def stop(self) -> None:
        """No timer is left."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _set_timer(self) -> None:
        """At most one, whatever goes on."""
        self.stop()
        now = self._clock.now()
        moment = find_next_moment(self.front, self._facts.get(self.front.id), now)
        if moment is None:
            return
        nap_s = min(_LONGEST_NAP_S, max(_SHORTEST_NAP_S, (moment - now).total_seconds()))
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(nap_s, lambda: self.tick(self._clock.now()))

    def _find_news(self, session_id: DeskSessionId) -> DeskSessionId | None:
        """The session if it was let go and has come to an end nobody was told of."""
        session = self._released.get(session_id)
        if session is None:
            return None
        is_over = find_stage(session, self._facts.get(session_id), self._clock.now()) in _TOLD
        if not is_over:
            self._told.discard(session_id)
            return None
        is_news = session_id not in self._told
        self._told.add(session_id)
        return session_id if is_news else None

    def _drop_oldest(self) -> None:
        while len(self._released) > MOST_RELEASED:
            over = next((known for known in self._released if known in self._told), None)
            gone = over if over is not None else next(iter(self._released))
            self._released.pop(gone)
            self._told.discard(gone)
            self._facts.pop(gone, None)

    def _to_view(self, session: DeskSession) -> StaffView:
        return build_staff_view(session, self._facts.get(session.id), self._moment())

    def _moment(self) -> DeskMoment:
        return DeskMoment(self._clock.now(), self._who(), self.is_covered)

    def _build_idle(self) -> DeskSession:
        return DeskSession(DeskSessionId(new_uuid()), self._find_environment(), self.language)
