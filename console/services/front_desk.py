"""The front desk: one customer at a time in front of the clerk, others let go on in the background; knows no window.

Every create and every button goes through the next-action engine and the outbox; nothing is sent twice or by itself.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from console.base.clock import Clock
from console.base.folding import fold
from console.domain.account import AccountId
from console.domain.environment import Environment
from console.domain.errors import ActionRefused, InputInvalid, NotKnown
from console.domain.events import AccountChanged, Event, OutboxChanged, VerificationsChanged
from console.domain.front_desk import (
    CustomerView,
    DeskAnswer,
    DeskCommand,
    DeskDraft,
    DeskSessionId,
    StaffStage,
    StaffView,
)
from console.domain.front_desk_session import DeskSession, DeskStep
from console.domain.keys import VerificationKey
from console.domain.next_action import ActionOffer
from console.services.cases import AT_DESK
from console.services.directory import Directory
from console.services.front_desk_board import Board
from console.services.front_desk_codes import BUSY, DeskCodes
from console.services.front_desk_facts import FactReader, to_digest
from console.services.front_desk_finding import CHOICE, LANGUAGE, DeskFinder
from console.services.front_desk_looks import DONE, DeskLooks
from console.services.front_desk_making import DeskMaking
from console.services.front_desk_tasks import DeskTasks
from console.services.front_desk_values import DeskChoice, DeskHit, DeskMemory
from console.store.store import Store

if TYPE_CHECKING:
    from console.services.services import Services
    from console.store.unit_of_work import UnitOfWork

_NOT_NOW: Final = DeskAnswer(False, "This cannot be done now. Look how it stands.")
_ASKED_JUST_NOW: Final = DeskAnswer(False, "The provider was asked a moment ago. Ask again in ten seconds.")
_NOBODY: Final = "Nobody at this desk has this name or these initials."
_SEVERAL: Final = "Several people here have these initials. Type the whole name."


class FrontDeskService:
    """Publishes `FrontDeskChanged` after anything that `staff_view`, `customer_view` or `released` tell has changed.

    Views are asked for again after each event; they cost nothing.
    """

    def __init__(self, store: Store, directory: Directory, services: Services, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._services = services
        self._clock = clock
        publish = services.bus.publish
        self._board = Board(clock, publish, lambda: store.who, self._find_environment, self._on_run_out)
        cases, creation = services.cases, services.creation
        self._finder = DeskFinder(store, directory, cases, creation)
        reader, self._tasks = FactReader(cases, directory), DeskTasks()
        self._looks = DeskLooks(cases, reader, self._board, self._tasks, clock)
        self._codes = DeskCodes(store, cases, reader, self._board, self._looks, self._tasks, clock)
        self._making = DeskMaking(
            store,
            directory,
            cases,
            creation,
            services.operations,
            self._board,
            self._looks,
            self._codes,
            self._tasks,
            clock,
        )
        self._unsubscribe = services.bus.subscribe(self._on_event)

    def staff_view(self) -> StaffView:
        """What the clerk sees now."""
        return self._board.staff_view()

    def customer_view(self) -> CustomerView:
        """What the customer display shows now."""
        return self._board.customer_view()

    def released(self) -> tuple[StaffView, ...]:
        """Customers let go who are still waited for, and those that ended since and nobody has put away, newest first."""
        return self._board.released()

    # --- who and what ---

    async def find(self, words: str) -> tuple[DeskHit, ...]:
        """Customers and sessions that fit, open ones first. A scanned reference number, case number or provider's id
        finds its case; nothing for no words. Raises `StoreUnavailable`."""
        return await self._finder.find(words)

    def choices(self) -> tuple[DeskChoice, ...]:
        """Every account that can make verifications, with what the desk may choose."""
        return self._finder.choices()

    async def load_memory(self) -> DeskMemory:
        """What this desk chose last."""
        memory = await self._finder.load_memory()
        if self._board.language != memory.language:
            self._board.language = memory.language
            self._board.set_idle_language()
        return memory

    async def load_offer(self, draft: DeskDraft) -> ActionOffer | None:
        """The engine's word on making a new verification for a draft as far as is known here; None where nothing is
        against it. Its consequence is what the clerk confirms."""
        return await self._finder.load_offer(draft)

    # --- beginning a session ---

    async def show_existing(self, key: VerificationKey) -> DeskAnswer:
        """Begin a session with a verification that is there already. Refused while another customer is in front."""
        if not self._is_free():
            return BUSY
        return await self._codes.show_existing(key, self._board.language)

    async def create(self, draft: DeskDraft, *, accept_loss: bool = False) -> DeskAnswer:
        """Begin a session with a new verification. The answer comes when it is known how it ended; the stage is CREATING
        or UNCERTAIN meanwhile. A second call meanwhile is refused."""
        if not self._is_free():
            return BUSY
        refusal = self._finder.find_refusal(draft.account_id)
        if refusal:
            return DeskAnswer(False, refusal)
        options = self._finder.build_options(draft)
        kept = self._finder.remember(draft)
        answer = await self._making.create(draft, options, self._board.language, accept_loss=accept_loss)
        if answer.is_done:
            await self._store.write(lambda work: work.save_desk_memory(CHOICE, kept))
        return answer

    async def new_attempt(self, *, accept_loss: bool = False) -> DeskAnswer:
        """One more try within the same verification, where the provider has such."""
        if not self._may(DeskCommand.NEW_ATTEMPT):
            return _NOT_NOW
        draft = self._board.front.draft
        wanted = dict(draft.values) if draft is not None else {}
        return await self._making.new_attempt(wanted, accept_loss=accept_loss)

    async def new_verification(self, *, accept_loss: bool = False) -> DeskAnswer:
        """Another verification of the customer in front, with the choices of the session's draft or the desk's last."""
        if not self._may(DeskCommand.NEW_VERIFICATION):
            return _NOT_NOW
        draft = await self._build_draft(self._board.front)
        if draft is None or not self._may(DeskCommand.NEW_VERIFICATION):
            return _NOT_NOW
        refusal = self._finder.find_refusal(draft.account_id)
        if refusal:
            return DeskAnswer(False, refusal)
        options = self._finder.build_options(draft)
        return await self._making.create_again(draft, options, accept_loss=accept_loss)

    # --- while it runs ---

    async def show_again(self) -> DeskAnswer:
        """Paint the code that is good now."""
        if not self._may(DeskCommand.SHOW_AGAIN):
            return _NOT_NOW
        return await self._codes.paint(self._board.front.id)

    def mark_scanned(self) -> None:
        """The clerk saw the phone read the code."""
        if self._may(DeskCommand.MARK_SCANNED):
            self._board.put(replace(self._board.front, scanned_at=self._clock.now()))

    async def check_now(self) -> DeskAnswer:
        """Read the provider again, at most once per 10 s and where it allows that."""
        view = self.staff_view()
        if DeskCommand.CHECK_NOW not in view.commands or view.can_check_at is None:
            return DeskAnswer(False, view.check_reason or _NOT_NOW.reason)
        if view.can_check_at > self._clock.now():
            return _ASKED_JUST_NOW
        return await self._looks.check(view.session)

    async def look(self) -> DeskAnswer:
        """Find out what became of an uncertain create; sends nothing."""
        if not self._may(DeskCommand.LOOK):
            return _NOT_NOW
        return await self._making.resolve(self._board.front.id)

    async def set_blank(self, *, is_blank: bool) -> None:
        """Cover both surfaces (F9); logged. Nothing else changes."""
        session = self._board.front
        if session.is_blank == is_blank:
            return
        self._board.put(replace(session, is_blank=is_blank))
        self._read_from_now()
        await self._log("desk_blank" if is_blank else "desk_uncovered", session)

    def set_cover(self, *, is_covered: bool) -> None:
        """The program is locked or unlocked: no code reaches either surface meanwhile."""
        if self._board.is_covered != is_covered:
            self._board.is_covered = is_covered
            self._read_from_now()
            self._board.tell()

    def hold(self, *, is_held: bool) -> None:
        """The clerk's pointer or focus is in the outcome: the surfaces do not forget until it has left."""
        session = self._board.front
        if session.is_held == is_held:
            return
        self._board.put(replace(session, is_held=is_held))
        self._read_from_now()

    async def set_language(self, tag: str) -> None:
        """The customer display's language for this customer; the first choice without a customer is the desk's."""
        self._board.put(replace(self._board.front, language=tag))
        if self._board.front.step is DeskStep.IDLE:
            self._board.language = tag
            await self._store.write(lambda work: work.save_desk_memory(LANGUAGE, tag))

    async def note_copied(self, view: StaffView) -> None:
        """The link of `view` was put on the clipboard; logged with the digest of its address, whoever is in front now."""
        await self._note_code("qr_copied", view)

    async def build_slip(self, languages: tuple[str, str]) -> bytes:
        """The slip of the code in front, as a PDF; nothing is logged yet. Raises `ActionRefused` while PRINT is off."""
        view = self.staff_view()
        if DeskCommand.PRINT not in view.commands or view.code is None:
            raise ActionRefused("There is no code on the screen that is worth printing.")
        from console.papers.slip import SlipFacts, build_slip

        code, is_test = view.code, view.environment is not Environment.LIVE
        facts = SlipFacts(
            code.url, code.host, code.reference, code.expires_at, languages, is_test, view.provider_title
        )
        return await asyncio.to_thread(build_slip, facts)

    async def note_printed(self, view: StaffView) -> None:
        """A slip of `view`'s code went to the printer; logged as above."""
        await self._note_code("qr_printed", view)

    # --- ending it ---

    async def next_customer(self) -> None:
        """Both surfaces forget; a case that is not over goes on in the background and tells when it ends."""
        self._end_front()

    async def release(self) -> None:
        """The same, said on purpose while the customer is still on the phone; logged."""
        session = self._board.front
        if session.step is DeskStep.IDLE:
            return
        self._end_front()
        await self._log("desk_released", session)

    async def cancel(self) -> None:
        """Stop attending to this customer: both surfaces forget and nothing is told later.

        What is at the provider stays.
        """
        session = self._board.front
        if session.step is DeskStep.IDLE:
            return
        self._leave(session)
        self._board.forget_front(go_on=False)
        await self._log("desk_cancelled", session)

    def put_away(self, session: DeskSessionId) -> None:
        """A released customer's line is seen to."""
        self._board.put_away(session)

    async def take_back(self, session: DeskSessionId) -> DeskAnswer:
        """A released customer is in front again. Refused while another one is."""
        if not self._is_free():
            return BUSY
        taken = self._board.take_back(session)
        if taken is None:
            return _NOT_NOW
        return await self._codes.resume(taken.id)

    # --- the clerk ---

    async def sign_on(self, who: str, pin: str = "") -> DeskAnswer:
        """Somebody else works at the desk now: by initials or name, with their PIN where they have one."""
        folded = fold(who.strip())
        people = await self._services.persons.load()
        named = [each for each in people if fold(each.name) == folded]
        found = named or [each for each in people if folded and fold(each.initials) == folded]
        if len(found) != 1:
            return DeskAnswer(False, _SEVERAL if found else _NOBODY, field="who")
        try:
            await self._services.persons.take_over(found[0].name, pin)
        except InputInvalid as error:
            return DeskAnswer(False, error.user_message, field=error.field)
        self._board.tell()
        return DONE

    # --- without a network ---

    async def keep_draft(self, draft: DeskDraft) -> DeskDraft:
        """Keep what was filled in until the provider can be reached; encrypted, logged without words."""
        number = await self._store.write(lambda work: work.keep_draft(draft))
        self._board.tell()
        return replace(draft, number=number, made_at=self._clock.now(), made_by=self._store.who)

    async def load_drafts(self) -> tuple[DeskDraft, ...]:
        """Kept drafts, oldest first: suggestions once their account answers again."""
        return await self._store.query(lambda queries: queries.load_drafts())

    async def take_draft(self, number: int) -> tuple[DeskHit, ...]:
        """Ask the provider first what it has of a draft's customer, then tell what is known; `create` with the draft
        goes on. Raises the provider's fault where it cannot be asked, `NotKnown` for a draft that is gone."""
        drafts = await self.load_drafts()
        draft = next((each for each in drafts if each.number == number), None)
        if draft is None:
            raise NotKnown("This draft is not there any more.")
        if draft.customer_id:
            await self._services.cases.look_at_customer(draft.account_id, draft.customer_id)
        else:
            await self._directory.coordinator(draft.account_id).list_now()
        found = await self.find(draft.email or draft.name)
        return tuple(hit for hit in found if hit.account_id == draft.account_id)

    async def forget_draft(self, number: int) -> None:
        """Throw a draft away; idempotent."""
        if await self._store.write(lambda work: work.forget_draft(number)):
            self._board.tell()

    async def reconnect(self, account_id: AccountId) -> None:
        """Try an account that does not answer once more, now."""
        self._directory.coordinator(account_id).look_now()

    # --- time ---

    def tick(self, now: datetime | None = None) -> None:
        """Do what is due: an expiry that has passed, surfaces that forget. Called by itself; a simulated clock calls it."""
        self._board.tick(now or self._clock.now())

    async def stop(self) -> None:
        """End timers and waiting; idempotent."""
        self._unsubscribe()
        self._board.stop()
        await self._tasks.stop()

    # --- inside ---

    def _on_event(self, event: Event) -> None:
        if isinstance(event, VerificationsChanged):
            self._looks.look_again(frozenset(event.keys))
        elif isinstance(event, OutboxChanged):
            self._making.look_at_item(event.item_id)
        elif isinstance(event, AccountChanged) and event.state is None:
            self._board.drop_account(lambda key: key.account_id == event.account_id)
        elif isinstance(event, AccountChanged):
            self._looks.note_answer(event.account_id)

    def _on_run_out(self, session: DeskSessionId) -> None:
        self._looks.look_at_end(session)

    def _is_free(self) -> bool:
        return self._board.front.step is DeskStep.IDLE

    def _may(self, command: DeskCommand) -> bool:
        return command in self.staff_view().commands

    def _end_front(self) -> None:
        """Whoever is not over goes on in the background."""
        session = self._board.front
        if session.step is DeskStep.IDLE:
            return
        self._leave(session)
        is_over = session.step is DeskStep.REFUSED or self._board.stage() is StaffStage.OUTCOME
        self._board.forget_front(go_on=not is_over)

    def _read_from_now(self) -> None:
        """What kept the clerk from reading an outcome, or from leaving it, has just gone or come."""
        session = self._board.front
        if session.outcome_from is not None:
            self._board.put(replace(session, outcome_from=self._clock.now()))

    def _leave(self, session: DeskSession) -> None:
        if session.key is not None:
            self._services.cases.leave_code(session.key, AT_DESK)

    async def _build_draft(self, session: DeskSession) -> DeskDraft | None:
        """What another verification of the customer in front is made from."""
        if session.key is None:
            return None
        key = session.key
        known = await self._services.cases.load_known(key)
        if session.draft is not None:
            return replace(session.draft, customer_id=known.customer_id, number=0)
        memory = await self._finder.load_memory()
        is_theirs = memory.account_id == key.account_id
        values = memory.values if is_theirs else {}
        preset = memory.preset if is_theirs else ""
        return DeskDraft(key.account_id, known.customer_id, preset=preset, values=values)

    async def _note_code(self, deed: str, view: StaffView) -> None:
        key, code = view.key, view.code
        if key is None or code is None:
            return
        digest = to_digest(code.url)
        await self._store.write(lambda work: work.note_code(key, deed, digest, view.session))

    async def _log(self, deed: str, session: DeskSession) -> None:
        def work(unit: UnitOfWork) -> None:
            if session.key is not None:
                unit.append_deed(session.key, deed, details=f"session {session.id}")
            else:
                unit.append_audit(deed, f"desk session {session.id}")

        await self._store.write(work)

    def _find_environment(self) -> Environment:
        """Nobody is in front: the desk is a test desk if it can do nothing else."""
        worlds = {account.environment for account in self._directory.accounts()}
        return worlds.pop() if len(worlds) == 1 else Environment.LIVE
