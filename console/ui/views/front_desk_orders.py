"""Puts somebody in front of the clerk for a picture: a code that is still waited for, or how it ended; only shows pages."""

from __future__ import annotations

from typing import Final

from console.domain.environment import Environment
from console.domain.errors import NotKnown
from console.domain.listing import ListQuery
from console.domain.operation import OperationId
from console.domain.phase import Phase
from console.services.operation_offers import Subject
from console.services.services import Services

OUTCOME: Final = "outcome"
_MOST_TRIED: Final = 20
# What Iron's sandbox has in place of its reviewers; https://docs.iron.xyz/sandbox
_DECIDE: Final = OperationId("decide_in_sandbox")
_APPROVE: Final = {"approved": "true"}


async def show_desk(services: Services, state: str, select: str) -> None:
    """Show the code of the case that was asked for, else of the first that may be shown; with OUTCOME its end
    too, held until somebody goes on.

    Nothing is ever decided but in a simulator. Raises `NotKnown` where there is no such case.
    """
    waiting = ListQuery(text=select, phases=frozenset({Phase.NOT_STARTED}))
    for row in await services.lists.load_verifications(waiting, 0, _MOST_TRIED):
        if state == OUTCOME and row.environment is not Environment.SIMULATOR:
            continue
        subject = Subject(row.key.account_id, verification_id=row.key.id)
        can_decide = {each.operation.id for each in await services.operations.offered(subject)} & {_DECIDE}
        if state == OUTCOME and not can_decide:
            continue
        if not (await services.front_desk.show_existing(row.key)).is_done:
            continue
        if state == OUTCOME:
            # The picture is taken in its own time.
            services.front_desk.hold(is_held=True)
            await services.operations.perform(subject, _DECIDE, _APPROVE)
        return
    raise NotKnown("No code can be shown: nobody is waiting for one in this profile.")
