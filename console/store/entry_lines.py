"""The lines of both lists as they follow from the records: reads what a line needs and makes it; writes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, RowMapping, bindparam, select, text

from console.base.folding import fold
from console.domain.environment import ProviderId
from console.domain.evidence_file import PICTURES_ON, PICTURES_SETTING
from console.domain.phase import Phase
from console.store import tables as t
from console.store.phases import NO_PHASE, to_number
from console.store.text import build_haystack, to_storable
from console.store.texts import read_labels
from console.store.times import NOT_TOLD_US, build_place
from console.store.urgency import Standing, build_urgency

if TYPE_CHECKING:
    from console.domain.attention import ListRules


@dataclass(frozen=True, slots=True)
class VerificationEntry:
    """One line of `verification_entry`, spelled as its columns."""

    place: int
    number: int
    account: int
    phase: int
    provider: str
    customer_key: str
    status_key: str
    reference_key: str
    email_key: str
    labels: int
    created_us: int
    haystack: str
    severity: int
    assignee: str
    has_report: int
    due_us: int | None
    inbox_key: int | None
    shown_us: int
    reasons: int


@dataclass(frozen=True, slots=True)
class CustomerEntry:
    """One line of `customer_entry`, spelled as its columns."""

    place: int
    number: int
    account: int
    phase: int
    provider: str
    customer_key: str
    reference_key: str
    email_key: str
    verifications: int
    newest: int | None
    haystack: str


# Every part is looked up by the record's number; the plus signs keep the planner from walking a shorter index instead.
_RECORDS: Final = text(
    """
    SELECT v.number, v.account, v.id, v.customer_id, v.reference, v.told_name, v.told_email, v.phase, v.raw_status,
        v.labels, v.attempts, v.is_open, v.created_us, v.order_us, v.first_seen_us, a.provider,
        c.name AS customer_name, c.email AS customer_email, c.reference AS customer_reference,
        instr(v.facts, :erased) > 0 AS is_erased,
        EXISTS (SELECT 1 FROM report r WHERE r.verification = v.number) AS has_report,
        json_extract(a.settings, :pictures) = :pictures_on AND EXISTS (
            SELECT 1 FROM capture p WHERE p.verification = v.number AND p.kind = 'picture'
            AND (p.state IN ('absent', 'stuck') OR (p.state = 'waiting' AND p.reason <> ''))
        ) AS lacks_pictures,
        coalesce(d.assignee, '') AS assignee, d.snoozed_until_us AS snoozed_us,
        n.state AS decision, coalesce(n.ended_us, n.at_us) AS decided_us, n.outdated_us,
        (SELECT kind FROM decision WHERE verification = v.number AND state = 'standing' AND outdated_us IS NULL
            ORDER BY number DESC LIMIT 1) AS in_force,
        (SELECT max(+at_us) FROM event WHERE verification = v.number AND +kind = 'verdict_changed'
            AND number > coalesce(s.event, 0)) AS drift_us
    FROM verification v JOIN account a ON a.number = v.account
    LEFT JOIN customer c ON c.account = v.account AND c.id = v.customer_id
    LEFT JOIN decision n ON n.number = (SELECT max(number) FROM decision WHERE verification = v.number)
    LEFT JOIN desk_state d ON d.verification = v.number LEFT JOIN verdict_seen s ON s.verification = v.number
    WHERE v.number IN :numbers
    """
).bindparams(
    bindparam("numbers", expanding=True),
    erased='"is_erased":true',
    pictures=f"$.{PICTURES_SETTING}",
    pictures_on=PICTURES_ON,
)


def load_verification_records(connection: Connection, numbers: Sequence[int]) -> Sequence[RowMapping]:
    """What lines of these verifications are made from."""
    return connection.execute(_RECORDS, {"numbers": numbers}).mappings().all()


def build_verification(row: RowMapping, rules: ListRules) -> VerificationEntry:
    """The line of one verification."""
    labels = read_labels(row["labels"])
    name = row["customer_name"] or row["told_name"]
    email = row["customer_email"] or row["told_email"]
    reference = row["customer_reference"] or row["reference"]
    searched = (name, email, reference, row["reference"], row["id"], row["customer_id"], row["raw_status"])
    tried = (to_storable(attempt["id"]) for attempt in json.loads(row["attempts"]))
    urgency = build_urgency(_to_standing(row), rules)
    return VerificationEntry(
        place=build_place(row["order_us"], row["number"]),
        number=row["number"],
        account=row["account"],
        phase=to_number(Phase(row["phase"])),
        provider=row["provider"],
        customer_key=fold(name),
        status_key=fold(row["raw_status"]),
        reference_key=fold(reference),
        email_key=fold(email),
        labels=len(labels),
        created_us=row["created_us"] if row["created_us"] is not None else row["first_seen_us"],
        haystack=build_haystack((*searched, *tried, *(to_storable(label.value) for label in labels))),
        severity=rules.rank_severity(ProviderId(row["provider"]), labels),
        assignee=row["assignee"],
        has_report=row["has_report"],
        due_us=urgency.due_us,
        inbox_key=urgency.key,
        shown_us=urgency.shown_us,
        reasons=urgency.reasons,
    )


def _to_standing(row: RowMapping) -> Standing:
    is_dated = row["order_us"] != NOT_TOLD_US
    return Standing(
        provider=ProviderId(row["provider"]),
        phase=Phase(row["phase"]),
        raw_status=row["raw_status"],
        changed_us=row["order_us"] if is_dated else row["first_seen_us"],
        is_open=bool(row["is_open"]),
        is_erased=bool(row["is_erased"]),
        has_report=bool(row["has_report"]),
        lacks_pictures=bool(row["lacks_pictures"]),
        drift_us=row["drift_us"],
        decision="" if row["decision"] is None else row["decision"],
        decided_us=row["decided_us"] or 0,
        outdated_us=row["outdated_us"],
        in_force=row["in_force"] or "",
        snoozed_us=row["snoozed_us"],
    )


def load_customer_records(
    connection: Connection, account: int, customer_ids: Sequence[str]
) -> Sequence[RowMapping]:
    """What lines of these customers are made from."""
    c, a = t.customer, t.account
    joined = c.join(a, a.c.number == c.c.account)
    query = (
        select(c, a.c.provider).select_from(joined).where(c.c.account == account, c.c.id.in_(customer_ids))
    )
    return connection.execute(query).mappings().all()


def load_verifications_of(
    connection: Connection, account: int, customer_ids: Sequence[str]
) -> dict[str, list[RowMapping]]:
    """What counts of their verifications, by customer."""
    v = t.verification
    columns = (
        v.c[name] for name in ("number", "customer_id", "phase", "created_us", "first_seen_us", "order_us")
    )
    query = select(*columns).where(v.c.account == account, v.c.customer_id.in_(customer_ids))
    found: dict[str, list[RowMapping]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["customer_id"], []).append(row)
    return found


def build_customer(row: RowMapping, verifications: Sequence[RowMapping]) -> CustomerEntry:
    """The line of one customer."""
    newest = max(verifications, key=_age_key, default=None)
    # The time the row shows: who has none stands last, as everywhere.
    order_us = NOT_TOLD_US if newest is None else newest["order_us"]
    return CustomerEntry(
        place=build_place(order_us, row["number"]),
        number=row["number"],
        account=row["account"],
        phase=NO_PHASE if newest is None else to_number(Phase(newest["phase"])),
        provider=row["provider"],
        customer_key=fold(row["name"]),
        reference_key=fold(row["reference"]),
        email_key=fold(row["email"]),
        verifications=len(verifications),
        newest=None if newest is None else newest["number"],
        haystack=build_haystack((row["name"], row["email"], row["reference"], row["id"], row["raw_status"])),
    )


def _age_key(row: RowMapping) -> tuple[int, int]:
    created_us = row["created_us"] if row["created_us"] is not None else row["first_seen_us"]
    return created_us, row["number"]
