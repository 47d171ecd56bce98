"""Decrypted results in both documented shapes: our field names, unknown keys verbatim, pictures apart."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.errors import ReplyUnreadable
from console.providers.proofme.results import OpenedResult, read_result

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"


def credential(key: str, value: object, provider: str = "EPASS", **more: object) -> dict[str, Any]:
    """One credential as the sheet describes it in 4.8."""
    return {
        "id": "did:didux:0x01",
        "type": ["Credential", key],
        "version": "1.0.0",
        "provider": provider,
        "issuer": {
            "id": "did:didux:0xaa",
            "name": "Issuer",
            "authorityId": "x",
            "authorityName": "Authority",
        },
        "issuanceDate": "2026-02-03T09:05:00+00:00",
        "expirationDate": "2027-02-03T09:05:00+00:00",
        "credentialSubject": {"credential": {"type": key, "value": value}},
        "proof": {"holder": "0x", "nonce": 1, "signature": "0x", "type": "ECDSA"},
        **more,
    }


def newer(**values: object) -> dict[str, Any]:
    group = {key: credential(key, value) for key, value in values.items()}
    return {"credentials": {"EPASS": {"credentials": group, "proof": {}}}}


def older(**values: object) -> dict[str, Any]:
    return {"credentials": {key: credential(key, value) for key, value in values.items()}, "proof": {}}


def read(document: object) -> OpenedResult:
    return read_result(json.dumps(document).encode())


def facts_of(result: OpenedResult) -> dict[str, str]:
    return {fact.field: fact.value for fact in result.verified}


@pytest.mark.parametrize("shape", [newer, older])
def test_both_shapes_give_the_same_facts(shape: Any) -> None:
    result = read(
        shape(
            FIRST_NAME="Mara Sofie",
            LAST_NAME="Lindqvist",
            BIRTH_DATE="1990-06-15",
            DOCUMENT_TYPE="PASSPORT",
            DOCUMENT_NUMBER="XX0000001",
            DOCUMENT_EXPIRY_DATE="2031-02-28",
            OLDER_THAN_18=True,
            PHOTO=base64.b64encode(PNG).decode(),
        )
    )
    assert facts_of(result) == {
        "full_name": "Mara Sofie Lindqvist",
        "first_names": "Mara Sofie",
        "last_name": "Lindqvist",
        "birth_date": "1990-06-15",
        "document_type": "PASSPORT",
        "document_number": "XX0000001",
        "document_expiry_date": "2031-02-28",
        "older_than_18": "true",
    }
    assert [(each.document_type, each.issuing_country) for each in result.documents] == [("PASSPORT", "")]
    assert [(each.name, each.media_type, each.body) for each in result.pictures] == [
        ("photo.png", "image/png", PNG)
    ]


def test_who_vouches_is_told_and_that_nobody_checked_it() -> None:
    details = {fact.field: fact.value for fact in read(newer(FIRST_NAME="Mara", LAST_NAME="L")).details}
    assert details == {
        "issuer.name": "Issuer",
        "issuer.authorityName": "Authority",
        "issuanceDate": "2026-02-03T09:05:00+00:00",
        "expirationDate": "2027-02-03T09:05:00+00:00",
        "signature": "not checked",
    }


def test_what_a_credential_says_of_its_own_check_is_shown() -> None:
    document = {"credentials": {"EMAIL": credential("EMAIL", "m@example.org", "EMAIL", verified=False)}}
    details = {fact.field: fact.value for fact in read(document).details}
    assert (facts_of(read(document)), details["verified"]) == ({"email": "m@example.org"}, "false")


def test_unknown_keys_and_values_stay_verbatim() -> None:
    result = read(newer(SHOE_SIZE=43, HOME={"city": "Łódź"}, FIRST_NAME="Mara"))
    assert facts_of(result) == {"SHOE_SIZE": "43", "HOME": '{"city": "Łódź"}', "first_names": "Mara"}


def test_the_same_key_of_two_sources_is_kept_twice() -> None:
    one, two = credential("EMAIL", "a@example.org", "EMAIL"), credential("EMAIL", "b@example.org", "EPASS")
    groups = {"EMAIL": {"credentials": {"EMAIL": one}}, "EPASS": {"credentials": {"EMAIL": two}}}
    assert facts_of(read({"credentials": groups})) == {
        "email": "a@example.org",
        "EPASS.EMAIL": "b@example.org",
    }


def test_a_shape_nobody_described_is_listed_by_path() -> None:
    assert facts_of(read({"data": {"name": "Mara", "ages": [1, 2]}, "empty": None})) == {
        "data.name": "Mara",
        "data.ages": "1, 2",
    }


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("data:image/jpeg;base64," + base64.b64encode(b"\xff\xd8\xff\xe0x").decode(), "photo.jpg"),
        (base64.b64encode(b"\x00\x00\x00\x0cjP  \r\n").decode(), "photo.jp2"),
        (base64.b64encode(b"who knows").decode(), "photo.bin"),
    ],
)
def test_pictures_are_told_by_their_bytes(value: str, name: str) -> None:
    assert [each.name for each in read(newer(PHOTO=value)).pictures] == [name]


def test_a_picture_that_is_none_is_a_line_of_its_length() -> None:
    assert facts_of(read(newer(PHOTO="?" * 5000))) == {"PHOTO": "5000 characters"}


@pytest.mark.parametrize("plain", [b"", b"[]", b"\xff", b"7"])
def test_what_is_no_object_is_refused(plain: bytes) -> None:
    with pytest.raises(ReplyUnreadable):
        read_result(plain)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["credentials", "credentialSubject", "credential", "value", "PHOTO", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["credentials", "proof", "x"]), JSON, max_size=3))
def test_whatever_was_shared_is_read_without_an_error(document: dict[str, Any]) -> None:
    result = read(document)
    assert all(fact.field for fact in (*result.verified, *result.details))
