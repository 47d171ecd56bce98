"""The rules lists are made with, carried by the writing connection; those of a store that was given none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from console.domain.attention import ListRules, rank_labels
from console.domain.risk import LabelCatalogue, LabelRef

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from console.domain.environment import ProviderId

_NAME: Final = "console.list_rules"


def load_plain_rules() -> ListRules:
    """Nothing is described, no provider has words of its own or makes reports."""
    catalogue = LabelCatalogue({})

    def rank_severity(provider: ProviderId, labels: tuple[LabelRef, ...]) -> int:
        return rank_labels(catalogue, provider, labels)

    return ListRules(rank_severity, {}, frozenset(), "plain")


def put_rules(connection: Connection, rules: ListRules) -> None:
    """Let everything that is written over this connection follow these rules."""
    connection.info[_NAME] = rules


def rules_of(connection: Connection) -> ListRules:
    """The rules of this connection; the plain ones for a connection that was given none."""
    found = connection.info.get(_NAME)
    return found if isinstance(found, ListRules) else load_plain_rules()
