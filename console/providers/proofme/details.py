"""What an identification tells besides its state: template, addresses, metadata of others, storage. Names are Proofme's.

https://docs.proofme.id/#/api/v1/identification/get_identification
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from console.domain.verification import Fact
from console.providers.proofme.flattening import flatten, to_table, to_text

_REQUESTED: Final = "proofme.requestedCredentials.credentials"
_OF_A_WISH: Final = frozenset({"provider", "key", "required"})
# Shown elsewhere in the window, said twice by Proofme, or proofs and ciphers that are no words for people.
_SKIPPED: Final = frozenset(
    {
        "id",
        "status",
        "description",
        "myPageUrl",
        "MyPageUrl",
        "createdAt",
        "updatedAt",
        "metadata.ref",
        "metadata.customer",
        "proofme.id",
        "proofme.organisationId",
        "proofme.requestedCredentials.proof",
        _REQUESTED,
        "identificationData.id",
        "identificationData.identificationId",
        "identificationData.encryptedData",
        "identificationData.encryptedEncryptionSecret",
        "identificationData.createdAt",
        "identificationData.updatedAt",
    }
)


def build_details(document: Mapping[str, object]) -> tuple[Fact, ...]:
    """Every other value the answer holds, fields we do not know included, in the order they came."""
    asked = _to_asked(document)
    return (*flatten(document, _SKIPPED), *((Fact(_REQUESTED, asked),) if asked else ()))


def _to_asked(document: Mapping[str, object]) -> str:
    """What the template asks the customer to share, such as `EPASS LAST_NAME, EPASS PHOTO (optional)`."""
    *above, last = _REQUESTED.split(".")
    table = document
    for part in above:
        table = to_table(table.get(part))
    asked = table.get(last)
    if not isinstance(asked, list):
        return ""
    return ", ".join(_to_line(item) for item in cast("list[object]", asked))


def _to_line(item: object) -> str:
    table = to_table(item)
    if not table:
        return to_text(item)
    named = " ".join(to_text(table[key]) for key in ("provider", "key") if table.get(key))
    notes = ["optional"] if table.get("required") is False else []
    notes += [f"{key}: {to_text(value)}" for key, value in table.items() if key not in _OF_A_WISH]
    return f"{named} ({', '.join(notes)})" if notes else named
