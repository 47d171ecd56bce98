"""What a decrypted result says, in field names of ours; both documented shapes, unknown keys verbatim. No I/O.

https://docs.proofme.id/#/did/request
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from console.domain.operation import ResultFile
from console.domain.verification import DocumentFacts, Fact
from console.providers.proofme.flattening import flatten, to_table, to_text
from console.providers.proofme.manifest import TITLE
from console.providers.reading import read_object

_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "FIRST_NAME": "first_names",
        "LAST_NAME": "last_name",
        "BIRTH_DATE": "birth_date",
        "GENDER": "gender",
        "NATIONALITY": "nationality",
        "DOCUMENT_TYPE": "document_type",
        "DOCUMENT_NUMBER": "document_number",
        "DOCUMENT_EXPIRY_DATE": "document_expiry_date",
        "OLDER_THAN_18": "older_than_18",
        "EMAIL": "email",
        "PHONE_NUMBER": "phone",
    }
)
_ON_DOCUMENT: Final = ("document_number", "document_expiry_date")
_PICTURES: Final = (
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\x00\x00\x00\x0cjP  ", "image/jp2", "jp2"),
    (b"\xff\x4f\xff\x51", "image/jp2", "jp2"),
)
# What is told of a credential besides its value; the path in Proofme's JSON is the name of the line.
_ABOUT: Final = (
    ("issuer", "name"),
    ("issuer", "authorityName"),
    ("issuanceDate",),
    ("expirationDate",),
    ("verified",),
)
_SIGNATURE: Final = "signature"
DETAIL_NAMES: Final = (*(".".join(path) for path in _ABOUT), _SIGNATURE)
"""Names of the lines that go when the result goes."""


@dataclass(frozen=True, slots=True)
class OpenedResult:
    """What the customer shared. `pictures` are files for a person to look at; nobody checked the signatures."""

    verified: tuple[Fact, ...]
    documents: tuple[DocumentFacts, ...]
    details: tuple[Fact, ...]
    pictures: tuple[ResultFile, ...]


@dataclass(frozen=True, slots=True)
class _Credential:
    provider: str
    key: str
    body: Mapping[str, object]


def read_result(plain: bytes) -> OpenedResult:
    """The decrypted JSON. Raises `ReplyUnreadable` when it is no JSON object.

    Without a single credential in a known place everything is listed by its path, so that nothing stays unseen.
    """
    document = read_object(plain, TITLE)
    credentials = tuple(_find_credentials(document))
    if not credentials:
        return OpenedResult(flatten(document), (), (), ())
    facts: dict[str, str] = {}
    pictures: list[ResultFile] = []
    for credential in credentials:
        value = _read_value(credential.body)
        picture = _read_picture(credential.key, value)
        if picture is not None:
            pictures.append(picture)
        elif value is not None:
            facts[_find_name(credential, facts)] = to_text(value)
    return OpenedResult(
        verified=tuple(Fact(field, value) for field, value in _with_full_name(facts).items()),
        documents=_to_documents(facts),
        details=_to_details(credentials, pictures),
        pictures=tuple(pictures),
    )


def _find_credentials(document: Mapping[str, object]) -> Iterator[_Credential]:
    """Grouped by provider (newer) or flat (older); told apart by what lies under each name."""
    for name, body in to_table(document.get("credentials")).items():
        table = to_table(body)
        if "credentialSubject" in table:
            provider = table.get("provider")
            yield _Credential(provider if isinstance(provider, str) else "", name, table)
            continue
        for key, inner in to_table(table.get("credentials")).items():
            yield _Credential(name, key, to_table(inner))


def _read_value(body: Mapping[str, object]) -> object:
    subject = to_table(body.get("credentialSubject"))
    return to_table(subject.get("credential")).get("value")


def _find_name(credential: _Credential, taken: Mapping[str, str]) -> str:
    name = _FIELDS.get(credential.key, credential.key)
    return f"{credential.provider}.{credential.key}" if name in taken else name


def _with_full_name(facts: Mapping[str, str]) -> dict[str, str]:
    names = [facts[part] for part in ("first_names", "last_name") if facts.get(part)]
    return {"full_name": " ".join(names), **facts} if len(names) == 2 else dict(facts)


def _to_documents(facts: Mapping[str, str]) -> tuple[DocumentFacts, ...]:
    if not facts.get("document_type") and not facts.get("document_number"):
        return ()
    told = tuple(Fact(field, facts[field]) for field in _ON_DOCUMENT if facts.get(field))
    # Proofme's keys name no issuing country; the nationality is another thing.
    return (DocumentFacts(facts.get("document_type", ""), "", told),)


def _to_details(credentials: tuple[_Credential, ...], pictures: list[ResultFile]) -> tuple[Fact, ...]:
    lines = [Fact(".".join(path), text) for path in _ABOUT if (text := _join(credentials, path))]
    lines += [Fact(f"file.{each.name}", f"{len(each.body)} bytes") for each in pictures]
    # The ledger that could prove them is out of reach here.
    return (*lines, Fact(_SIGNATURE, "not checked"))


def _join(credentials: tuple[_Credential, ...], path: tuple[str, ...]) -> str:
    """What all credentials say at `path`, every different text once."""
    found: dict[str, None] = {}
    for credential in credentials:
        value: object = credential.body
        for part in path:
            value = to_table(value).get(part)
        if value is not None:
            found[to_text(value)] = None
    return ", ".join(found)


def _read_picture(key: str, value: object) -> ResultFile | None:
    """A picture in base64, with or without the head of a data address."""
    if not isinstance(value, str) or (key != "PHOTO" and not value.startswith("data:image/")):
        return None
    text = value.partition(",")[2] if value.startswith("data:") else value
    try:
        body = base64.b64decode("".join(text.split()), validate=True)
    except (ValueError, binascii.Error):
        return None
    for start, media_type, ending in _PICTURES:
        if body.startswith(start):
            return ResultFile(f"{_to_file_name(key)}.{ending}", media_type, body)
    return ResultFile(f"{_to_file_name(key)}.bin", "application/octet-stream", body)


def _to_file_name(key: str) -> str:
    """A key is the other side's text: only letters and digits of it may become a file's name."""
    return (
        "".join(letter for letter in key.lower() if letter.isascii() and letter.isalnum())[:40] or "picture"
    )
