"""Everything iDenfy tells that has no field of ours: shown as it came, under iDenfy's own names. Interprets nothing.

The add-on blocks of a webhook are read this way too (screening, registers, address, phone, questionnaire ...), and so is
whatever iDenfy adds one day. https://documentation.idenfy.com/kyc/webhooks
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, cast

from console.domain.fact import Fact
from console.providers.idenfy.mapping import PLACED_DATA
from console.providers.idenfy.words import DIGIT_STRING

# A body may hold much more than anybody reads; the raw document keeps it all.
_MOST_FACTS: Final = 400
_DEEPEST: Final = 8
# Shown as labels or kept as the identity of a session, whichever answer tells them.
_PLACED: Final = frozenset(
    {
        *("scanRef", "clientId", "externalRef", "final", "status", "overall"),
        *("fraudTags", "mismatchTags", "suspicionReasons"),
        *("startTime", "finishTime"),
    }
)
# Where from and on what the person went through the flow.
_OF_ATTEMPT: Final = ("platform", "clientIp", "clientIpCountry", "clientLocation")
# Links that open the person's photos for an hour: only their names are told.
_LINKS: Final = ("fileUrls", "additionalStepPdfUrls")
# In the token's answer: credentials, and what is declared about the person, which has its own place.
_UNTOLD_OF_TOKEN: Final = frozenset(
    {
        *("message", "authToken", "redirectUrl", "scanRef", "clientId", "personScanRef", "externalRef"),
        *("firstName", "lastName", "dateOfBirth", "sex", "nationality", "address", "documentNumber"),
        *("personalNumber", "dateOfExpiry", "dateOfIssue", "additionalData", "callbackUrl"),
        *("successUrl", "errorUrl", "unverifiedUrl", "digitString"),
    }
)


def to_token_details(document: Mapping[str, object]) -> tuple[Fact, ...]:
    """The code for the mobile app, and what the session was asked to check as iDenfy understood it."""
    asked = {
        key: value for key, value in document.items() if key not in _UNTOLD_OF_TOKEN and value is not False
    }
    code = _to_facts({DIGIT_STRING: document.get(DIGIT_STRING)}, "")
    token = str(document.get("authToken") or "")
    # Whatever a new field is called: an address with the token in it opens the session.
    return (*code, *(fact for fact in _to_facts(asked, "asked.") if not token or token not in fact.value))


def to_status_details(document: Mapping[str, object]) -> tuple[Fact, ...]:
    """The machine's and the reviewer's codes beside each other, and what else a status holds."""
    return _to_facts(_without(document, _PLACED), "")


def to_data_details(document: Mapping[str, object]) -> tuple[Fact, ...]:
    """What the data hold beyond the facts of the person and of the document."""
    return _to_facts(_without(document, PLACED_DATA | {"scanRef", "clientId"}), "data.")


def to_webhook_details(document: Mapping[str, object]) -> tuple[Fact, ...]:
    """The result's codes, further data and every add-on block."""
    apart = {"data", *_OF_ATTEMPT, *_LINKS}
    status, data = document.get("status"), document.get("data")
    told = to_status_details(cast("dict[str, object]", status)) if isinstance(status, dict) else ()
    read = to_data_details(cast("dict[str, object]", data)) if isinstance(data, dict) else ()
    others = _to_facts(_without(document, _PLACED | apart), "")
    return (*told, *read, *others, *_to_names(document))[:_MOST_FACTS]


def to_attempt_details(document: Mapping[str, object]) -> tuple[Fact, ...]:
    """Device and address as text: nothing promises that the address is a legal one."""
    return _to_facts({key: document.get(key) for key in _OF_ATTEMPT}, "")


def _to_names(document: Mapping[str, object]) -> Iterator[Fact]:
    for key in _LINKS:
        links = document.get(key)
        if isinstance(links, dict) and links:
            yield Fact(key, ", ".join(str(name) for name in cast("dict[str, object]", links)))


def _without(document: Mapping[str, object], placed: frozenset[str] | set[str]) -> dict[str, object]:
    return {key: value for key, value in document.items() if key not in placed}


def _to_facts(document: Mapping[str, object], prefix: str) -> tuple[Fact, ...]:
    found: list[Fact] = []
    for path, text in _walk(document, prefix.rstrip("."), 0):
        found.append(Fact(path, text))
        if len(found) == _MOST_FACTS:
            break
    return tuple(found)


def _walk(value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """Path and text of every value that is not empty; a list of plain values is one text."""
    if value is None or value == "":
        return
    leaf = value
    if depth < _DEEPEST and isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            yield from _walk(inner, f"{path}.{key}" if path else key, depth + 1)
    elif isinstance(value, list):
        yield from _walk_list(cast("list[object]", value), path, depth)
    else:
        yield path, _to_text(leaf)


def _walk_list(items: list[object], path: str, depth: int) -> Iterator[tuple[str, str]]:
    told = [item for item in items if item is not None]
    if told and (depth >= _DEEPEST or not any(isinstance(item, dict | list) for item in told)):
        yield path, ", ".join(_to_text(item) for item in told)
        return
    for number, inner in enumerate(told, start=1):
        yield from _walk(inner, f"{path}[{number}]", depth + 1)


def _to_text(value: object) -> str:
    """As JSON spells it, without the quotes."""
    return str(value).lower() if isinstance(value, bool) else str(value)
