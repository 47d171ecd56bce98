"""The front desk: one customer at a time in front of the clerk, others let go on in the background; knows no window.

Every create and every button goes through the next-action engine and the outbox; nothing is sent twice or by itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from console.base.clock import Clock
from console.domain.account import AccountId
from console.domain.front_desk import CustomerView, DeskAnswer, DeskDraft, DeskSessionId, StaffView
from console.domain.keys import VerificationKey
from console.domain.next_action import ActionOffer
from console.services.bus import Bus
from console.services.cases import CaseService
from console.services.creation import CreationService
from console.services.directory import Directory
from console.services.front_desk_values import DeskChoice, DeskHit, DeskMemory
from console.services.operations import OperationService
from console.services.persons import PersonService
from console.store.store import Store


class DeskServices(Protocol):
    """Those of the open profile's services that the front desk uses; each is built when it is first asked for."""

    @property
    def bus(self) -> Bus:
        """Who tells of changes."""
        ...

    @property
    def cases(self) -> CaseService:
        """One verification with all that belongs to it."""
        ...

    @property
    def creation(self) -> CreationService:
        """New verifications and the outbox."""
        ...

    @property
    def operations(self) -> OperationService:
        """New attempts."""
        ...

    @property
    def persons(self) -> PersonService:
        """Who works at this desk."""
        ...


class FrontDeskService:
    """Publishes `FrontDeskChanged` after anything that `staff_view`, `customer_view` or `released` tell has changed.

    Views are asked for again after each event; they cost nothing.
    """

    def __init__(self, store: Store, directory: Directory, services: DeskServices, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._services = services
        self._clock = clock

    def staff_view(self) -> StaffView:
        """What the clerk sees now."""
        raise NotImplementedError

    def customer_view(self) -> CustomerView:
        """What the customer display shows now."""
        raise NotImplementedError

    def released(self) -> tuple[StaffView, ...]:
        """Customers let go who are still waited for, and those that ended since and nobody has put away, newest first."""
        raise NotImplementedError

    # --- who and what ---

    async def find(self, words: str) -> tuple[DeskHit, ...]:
        """Customers and sessions that fit, open ones first. A scanned reference number, case number or provider's id
        finds its case; nothing for no words. Raises `StoreUnavailable`."""
        raise NotImplementedError

    def choices(self) -> tuple[DeskChoice, ...]:
        """Every account that can make verifications, with what the desk may choose."""
        raise NotImplementedError

    async def load_memory(self) -> DeskMemory:
        """What this desk chose last."""
        raise NotImplementedError

    async def load_offer(self, draft: DeskDraft) -> ActionOffer | None:
        """The engine's word on making a new verification for a draft as far as is known here; None where nothing is
        against it. Its consequence is what the clerk confirms."""
        raise NotImplementedError

    # --- beginning a session ---

    async def show_existing(self, key: VerificationKey) -> DeskAnswer:
        """Begin a session with a verification that is there already. Refused while another customer is in front."""
        raise NotImplementedError

    async def create(self, draft: DeskDraft, *, accept_loss: bool = False) -> DeskAnswer:
        """Begin a session with a new verification. The answer comes when it is known how it ended; the stage is CREATING
        or UNCERTAIN meanwhile. A second call meanwhile is refused."""
        raise NotImplementedError

    async def new_attempt(self, *, accept_loss: bool = False) -> DeskAnswer:
        """One more try within the same verification, where the provider has such."""
        raise NotImplementedError

    async def new_verification(self, *, accept_loss: bool = False) -> DeskAnswer:
        """Another verification of the customer in front, with the choices of the session's draft or the desk's last."""
        raise NotImplementedError

    # --- while it runs ---

    async def show_again(self) -> DeskAnswer:
        """Paint the code that is good now."""
        raise NotImplementedError

    def mark_scanned(self) -> None:
        """The clerk saw the phone read the code."""
        raise NotImplementedError

    async def check_now(self) -> DeskAnswer:
        """Read the provider again, at most once per 10 s and where it allows that."""
        raise NotImplementedError

    async def look(self) -> DeskAnswer:
        """Find out what became of an uncertain create; sends nothing."""
        raise NotImplementedError

    async def set_blank(self, *, is_blank: bool) -> None:
        """Cover both surfaces (F9); logged. Nothing else changes."""
        raise NotImplementedError

    def set_cover(self, *, is_covered: bool) -> None:
        """The program is locked or unlocked: no code reaches either surface meanwhile."""
        raise NotImplementedError

    def hold(self, *, is_held: bool) -> None:
        """The clerk's pointer or focus is in the outcome: the surfaces do not forget until it has left."""
        raise NotImplementedError

    async def set_language(self, tag: str) -> None:
        """The customer display's language for this customer; the first choice without a customer is the desk's."""
        raise NotImplementedError

    async def note_copied(self) -> None:
        """The link was put on the clipboard; logged with the digest of the address."""
        raise NotImplementedError

    async def build_slip(self, languages: tuple[str, str]) -> bytes:
        """The slip of the code in front, as a PDF; nothing is logged yet. Raises `ActionRefused` while PRINT is off."""
        raise NotImplementedError

    async def note_printed(self) -> None:
        """A slip went to the printer; logged as above."""
        raise NotImplementedError

    # --- ending it ---

    async def next_customer(self) -> None:
        """Both surfaces forget; a case that is not over goes on in the background and tells when it ends."""
        raise NotImplementedError

    async def release(self) -> None:
        """The same, said on purpose while the customer is still on the phone; logged."""
        raise NotImplementedError

    async def cancel(self) -> None:
        """Stop attending to this customer: both surfaces forget and nothing is told later. What is at the provider stays."""
        raise NotImplementedError

    def put_away(self, session: DeskSessionId) -> None:
        """A released customer's line is seen to."""
        raise NotImplementedError

    async def take_back(self, session: DeskSessionId) -> DeskAnswer:
        """A released customer is in front again. Refused while another one is."""
        raise NotImplementedError

    # --- the clerk ---

    async def sign_on(self, who: str, pin: str = "") -> DeskAnswer:
        """Somebody else works at the desk now: by initials or name, with their PIN where they have one."""
        raise NotImplementedError

    # --- without a network ---

    async def keep_draft(self, draft: DeskDraft) -> DeskDraft:
        """Keep what was filled in until the provider can be reached; encrypted, logged without words."""
        raise NotImplementedError

    async def load_drafts(self) -> tuple[DeskDraft, ...]:
        """Kept drafts, oldest first: suggestions once their account answers again."""
        raise NotImplementedError

    async def take_draft(self, number: int) -> tuple[DeskHit, ...]:
        """Ask the provider first what it has of a draft's customer, then tell what is known; `create` with the draft
        goes on. Raises the provider's fault where it cannot be asked, `NotKnown` for a draft that is gone."""
        raise NotImplementedError

    async def forget_draft(self, number: int) -> None:
        """Throw a draft away; idempotent."""
        raise NotImplementedError

    async def reconnect(self, account_id: AccountId) -> None:
        """Try an account that does not answer once more, now."""
        raise NotImplementedError

    # --- time ---

    def tick(self, now: datetime | None = None) -> None:
        """Do what is due: an expiry that has passed, surfaces that forget. Called by itself; a simulated clock calls it."""
        raise NotImplementedError

    async def stop(self) -> None:
        """End timers and waiting; idempotent."""
        raise NotImplementedError
