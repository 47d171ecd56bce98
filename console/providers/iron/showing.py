"""Iron's answers as lines to read: our words where we have some, its own field names otherwise; hides what is secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, cast

from console.domain.operation import ResultRow
from console.providers.iron.forms import BUSINESS_FIELDS, PERSON_FIELDS

_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # What was sent is called in an answer as in the form it was typed into.
        **{each.key.rpartition(".")[2]: each.label for each in (*BUSINESS_FIELDS, *PERSON_FIELDS)},
        "id": "Id",
        "name": "Name",
        "email": "E-mail",
        "active_email": "E-mail in use",
        "external_id": "Our reference",
        "customer_type": "Kind of customer",
        "customer_id": "Customer",
        "status": "Status",
        "identification_status": "Newest identification",
        "identification_ids": "Identifications",
        "signing_ids": "Signings",
        "partner_id": "Partner",
        "created_at": "Made",
        "updated_at": "Changed",
        "with_edd": "Enhanced due diligence",
        "review_comment": "Comment",
        "residence_country": "Residence",
        "url": "Address",
        "display_name": "Document",
        "content_id": "Document's id",
        "document_id": "Document's id",
        "label": "Label",
        "topics": "Topics",
        "enabled": "Enabled",
        "last_failure": "Last failure",
        "last_failure_reason": "Reason of the failure",
        "requirements_due": "Due",
        "intended_use": "Intended use",
        "employment_status": "Employment",
        "period_start": "From",
        "period_end": "Until",
        "used_eur": "Used (euro cents)",
        "threshold_eur": "Cap (euro cents)",
        "remaining_eur": "Left (euro cents)",
        "code": "Code",
        "complete": "Complete",
        "pending": "Under review",
        "missing": "Missing",
        "issues": "Blocked by",
        "reject_labels": "Reasons (codes)",
        "reject_reasons": "Reasons",
        "missing_questions": "Unanswered questions",
        "description": "Description",
        "title": "Title",
        "identification_id": "Identification",
        "retryable": "May be tried again",
        "kyc_questionnaire": "Questionnaire",
        "edd_questionnaire": "Enhanced questionnaire",
        "fiat_deposit": "Deposits",
        "fiat_payout": "Payouts",
        "currencies": "Currencies",
        "fiat_onramp": "Money in",
        "crypto_offramp": "Money out",
        "step_status": "Steps",
        "cursor": "Next page (cursor)",
        "prev_cursor": "Page before (cursor)",
    }
)
# What a list's row is called by, the first that is told.
_TITLES: Final = ("display_name", "label", "name", "code", "email", "status", "id")
_MOST_ROWS: Final = 2000


def to_rows(document: object) -> tuple[ResultRow, ...]:
    """One line per value, the place of a nested one before it; empty and missing ones are left out."""
    rows: list[ResultRow] = []
    for row in _iter_rows(document, ""):
        if len(rows) == _MOST_ROWS:
            break
        rows.append(row)
    return tuple(rows)


def hide_links(document: object) -> object:
    """The same without the hosted links of identifications, which are bearer secrets; https://docs.iron.xyz/hosted"""
    match document:
        case dict():
            table = cast("dict[str, object]", document)
            is_identification = "customer_id" in table and "url" in table
            return {
                key: "hidden" if key == "url" and is_identification else hide_links(value)
                for key, value in table.items()
            }
        case list():
            return [hide_links(item) for item in cast("list[object]", document)]
        case _:
            return document


def _iter_rows(value: object, place: str) -> Iterator[ResultRow]:
    match value:
        case dict():
            for key, inner in cast("dict[str, object]", value).items():
                yield from _iter_rows(inner, _join(place, _LABELS.get(key, key)))
        case list() if all(not isinstance(item, dict | list) for item in cast("list[object]", value)):
            text = ", ".join(_to_text(item) for item in cast("list[object]", value))
            if text:
                yield ResultRow(place, text)
        case list():
            yield from _iter_list(cast("list[object]", value), place)
        case None | "":
            return
        case _:
            yield ResultRow(place, _to_text(value))


def _iter_list(items: Sequence[object], place: str) -> Iterator[ResultRow]:
    # A page's rows need no word before their number.
    place = "" if place == "items" else place
    for number, item in enumerate(items, 1):
        yield from _iter_rows(item, _join(place, _to_title(number, item)))


def _to_title(number: int, item: object) -> str:
    if isinstance(item, dict):
        table = cast("dict[str, object]", item)
        for key in _TITLES:
            title = table.get(key)
            if isinstance(title, str) and title:
                return f"{number} {title}"
    return str(number)


def _join(place: str, name: str) -> str:
    return f"{place} / {name}" if place else name


def _to_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
