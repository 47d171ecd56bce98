"""What a provider documents beyond the main flow: what is offered, the one guard in front of it, and the log of it.

Carries out nothing itself: changes go through the provider's client, everything that makes something new through the
outbox.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from console.base.paths import write_private_file
from console.base.tasks import end_within
from console.domain.account import Account
from console.domain.errors import (
    ConsoleError,
    DiskFull,
    NotKnown,
    NotSupported,
    OutcomeUncertain,
    ProviderFault,
)
from console.domain.next_action import Action, ActionOffer, Permission, find_offer
from console.domain.operation import (
    Effect,
    Operation,
    OperationCall,
    OperationId,
    OperationResult,
    ResultFile,
)
from console.domain.outbox import CreateIntent
from console.domain.timeline import EventSource
from console.domain.verification import build_bare_snapshot
from console.providers.contract import KnownVerification, Operates
from console.services.cases import CaseService
from console.services.creation import CreationService
from console.services.directory import Directory
from console.services.erasure import Eraser
from console.services.journal import Journal
from console.services.operation_offers import (
    OfferedOperation,
    Performed,
    PerformOutcome,
    Subject,
    find_refusal,
    to_offered,
    to_performed,
    to_text,
)
from console.services.texts import verify_sendable

_NAME = "name"
_EMAIL = "email"
_REFERENCE = "reference"
_ON = "true"
_LOOKED_AGAIN = " The record was read again: what is shown now is how it stands there."
_ERASED_AFTER_ALL = "The answer was lost, but the provider shows that it is erased; it is erased here too."
_FORGOTTEN = "The provider had erased it already; it is erased here now too."
_NOT_CONFIRMED = (
    "The provider could not be read, or shows it otherwise now. Look at the record and try again."
)
_LOOK_LATER = " Look at the record again before trying a second time."


class OperationService:
    """Every documented call beyond the main flow goes through here: window, command line and bulk alike."""

    def __init__(
        self,
        directory: Directory,
        cases: CaseService,
        creation: CreationService,
        journal: Journal,
        eraser: Eraser,
    ) -> None:
        self._directory = directory
        self._cases = cases
        self._creation = creation
        self._journal = journal
        self._eraser = eraser
        self._calling: set[asyncio.Task[Performed]] = set()

    async def offered(self, subject: Subject) -> tuple[OfferedOperation, ...]:
        """What the provider documents for exactly this kind of subject, in its order, without what the account's
        settings turn off or its environment does not have. Raises `NotKnown`."""
        account = self._directory.account(subject.account_id)
        found = [each for each in self._available(account) if each.target is subject.target]
        if not found:
            return ()
        return await self._to_offered(subject, account, found)

    async def perform(
        self,
        subject: Subject,
        operation_id: OperationId,
        values: Mapping[str, str],
        *,
        accept_loss: bool = False,
    ) -> Performed:
        """Do one documented call. `accept_loss` confirms the consequence that was named before.

        Raises `InputInvalid` naming the field before anything is sent, `NotKnown` and `NotSupported`; whatever the
        provider says to it is in the answer.
        """
        verify_sendable(values)
        account = self._directory.account(subject.account_id)
        operation = self._find(account, operation_id)
        if operation.target is not subject.target:
            raise NotSupported("This is done to something else.", operation.target.value)
        subject = await self._complete(subject)
        if operation.effect is Effect.CREATE:
            return await self._create(subject, operation, values, accept_loss)
        [offered] = await self._to_offered(subject, account, [operation])
        refusal = find_refusal(offered, accept_loss)
        if refusal is not None:
            return refusal
        work = (
            self._forget(subject, operation) if offered.only_here else self._call(subject, operation, values)
        )
        task = asyncio.create_task(work, name="operation")
        self._calling.add(task)
        task.add_done_callback(self._calling.discard)
        # A closed dialog stops waiting; what is on its way is never cut off.
        return await asyncio.shield(task)

    async def drain(self, within_s: float | None = None) -> None:
        """Wait until nothing of ours is on its way any more, `within_s` seconds at most."""
        await end_within(self._calling, within_s)

    async def save_copy(
        self, subject: Subject, operation_id: OperationId, file: ResultFile, path: Path
    ) -> None:
        """Write a file a provider sent where a person wants it; logged. Raises `DiskFull` when it cannot be written."""
        # First the log: a plain copy nobody wrote down is worse than a line without one.
        await self._journal.audit("file_saved", to_text(subject), f"{operation_id} {file.name}")
        try:
            await asyncio.to_thread(write_private_file, path, file.body)
        except OSError as error:
            raise DiskFull(
                "The copy could not be written there. Choose another folder.", str(error)
            ) from error
        key = subject.key
        if key is not None:
            await self._journal.mark(key, "file_saved", file.name)

    async def _create(
        self, subject: Subject, operation: Operation, values: Mapping[str, str], accept_loss: bool
    ) -> Performed:
        options = dict(values)
        intent = CreateIntent(
            options.pop(_REFERENCE, "") or self._creation.new_reference(),
            subject.customer_id,
            options.pop(_NAME, ""),
            options.pop(_EMAIL, ""),
            options,
            operation.id,
            subject.verification_id,
        )
        created = await self._creation.create(subject.account_id, intent, accept_loss=accept_loss)
        return to_performed(created)

    async def _call(self, subject: Subject, operation: Operation, values: Mapping[str, str]) -> Performed:
        client = (await self._directory.coordinator(subject.account_id).connected()).client
        if not isinstance(client, Operates):
            raise NotSupported("This provider's interface has no such call.")
        call = OperationCall(
            operation.id, subject.customer_id, subject.verification_id, subject.attempt_id, dict(values)
        )
        # Before the first byte: what was begun is known even if this program ends in the middle of it.
        await self._journal.audit("operation_begun", to_text(subject), operation.id)
        try:
            result = await client.perform(call)
        except (OutcomeUncertain, ProviderFault) as fault:
            return await self._note_fault(subject, operation, fault)
        except ConsoleError as error:
            await self._journal.audit("operation_refused", to_text(subject), f"{operation.id} {error.code}")
            raise
        await self._keep(subject, operation, result)
        return Performed(PerformOutcome.DONE, result)

    async def _keep(self, subject: Subject, operation: Operation, result: OperationResult) -> None:
        """What came back belongs to the case's record; then the log, in which it is done."""
        coordinator = self._directory.coordinator(subject.account_id)
        if result.snapshot is not None:
            await coordinator.record((result.snapshot,), EventSource.US)
        elif result.raw is not None and subject.verification_id:
            bare = build_bare_snapshot(subject.verification_id, subject.customer_id, result.raw)
            await coordinator.record((bare,), EventSource.US)
        await self._journal.audit("operation_done", to_text(subject), operation.id)
        key = subject.key
        if key is not None and operation.effect is not Effect.READ:
            await self._journal.mark(key, "operation_done", operation.title)
            if result.snapshot is None:
                await self._look_again(subject)
        if operation.erases_data:
            await self._erase_here(subject)

    async def _forget(self, subject: Subject, operation: Operation) -> Performed:
        """The provider has erased it already, as a look just now must confirm: here it goes too."""
        if not (await self._look_again(subject) and await self._is_erased_there(subject, operation)):
            return Performed(PerformOutcome.NOT_DONE, reason=_NOT_CONFIRMED, code="action_refused")
        await self._erase_here(subject)
        return Performed(PerformOutcome.DONE, OperationResult(_FORGOTTEN))

    async def _is_erased_there(self, subject: Subject, operation: Operation) -> bool:
        """Whether what was last seen shows that the provider has erased it, or made it go here already."""
        if subject.key is not None and await self._cases.is_erased(subject.key):
            return True
        account = self._directory.account(subject.account_id)
        [offered] = await self._to_offered(subject, account, [operation])
        return offered.only_here

    async def _erase_here(self, subject: Subject) -> None:
        """What the provider has erased goes here too, whatever the looks since then have brought."""
        if subject.key is not None:
            await self._eraser.erase_verification(subject.key)
        elif subject.customer_id:
            await self._eraser.erase_customer(subject.account_id, subject.customer_id)
        else:
            return
        await self._journal.audit("erased_here", to_text(subject))

    async def _note_fault(
        self, subject: Subject, operation: Operation, fault: OutcomeUncertain | ProviderFault
    ) -> Performed:
        is_uncertain = isinstance(fault, OutcomeUncertain)
        if not is_uncertain:
            self._directory.coordinator(subject.account_id).note_fault(fault)
        what = "operation_uncertain" if is_uncertain else "operation_refused"
        await self._journal.audit(what, to_text(subject), f"{operation.id} {fault.code}")
        if not is_uncertain:
            return Performed(PerformOutcome.NOT_DONE, reason=fault.user_message, code=fault.code)
        key = subject.key
        if key is not None:
            await self._journal.mark(key, what, operation.title)
        has_looked = await self._look_again(subject)
        if has_looked and operation.erases_data and await self._is_erased_there(subject, operation):
            await self._erase_here(subject)
            return Performed(PerformOutcome.DONE, OperationResult(_ERASED_AFTER_ALL))
        added = _LOOKED_AGAIN if has_looked else _LOOK_LATER
        return Performed(PerformOutcome.UNCERTAIN, reason=fault.user_message + added, code=fault.code)

    async def _look_again(self, subject: Subject) -> bool:
        """Read the verification where the engine allows that now; True when the provider answered."""
        key = subject.key
        if key is None:
            return False
        offers = await self._cases.offers_for_verification(key)
        if find_offer(offers, Action.REFRESH).permission is not Permission.ALLOWED:
            return False
        try:
            known = KnownVerification(subject.verification_id, subject.customer_id)
            await self._directory.coordinator(subject.account_id).read_now(known)
        except ConsoleError:
            return False
        return True

    async def _complete(self, subject: Subject) -> Subject:
        """The customer a known verification belongs to, where nobody named one."""
        key = subject.key
        if key is None or subject.customer_id:
            return subject
        known = await self._cases.load_known(key)
        return Subject(subject.account_id, known.customer_id, subject.verification_id, subject.attempt_id)

    async def _to_offered(
        self, subject: Subject, account: Account, operations: Sequence[Operation]
    ) -> tuple[OfferedOperation, ...]:
        offers = await self._load_offers(subject)
        key = subject.key
        is_erased = key is not None and await self._cases.is_erased(key)
        return tuple(to_offered(each, offers, account, is_erased=is_erased) for each in operations)

    async def _load_offers(self, subject: Subject) -> tuple[ActionOffer, ...]:
        key = subject.key
        if key is not None:
            return await self._cases.offers_for_verification(key)
        return await self._cases.offers_for_customer(subject.account_id, subject.customer_id)

    def _available(self, account: Account) -> list[Operation]:
        return [
            each
            for each in self._directory.provider(account).operations
            if account.environment in each.environments
            and (not each.setting or account.settings.get(each.setting, "") == _ON)
        ]

    def _find(self, account: Account, operation_id: OperationId) -> Operation:
        for each in self._available(account):
            if each.id == operation_id:
                return each
        raise NotKnown("This account has no such call.")
