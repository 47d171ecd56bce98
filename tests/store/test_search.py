"""Search as people type it: any script, any characters, with or without marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.customer import Customer
from console.domain.listing import ListQuery
from console.store.store import Store
from console.store.text import build_grams, build_haystack, build_match, fold
from tests.support.stores import new_account, new_snapshot, new_store, record

ACCOUNT = new_account()
NAMES = (
    "Łukasz Żółć",
    "王芳",
    "欧阳娜娜",
    "José Ñandú",
    "Straße Größer",
    "Владимир Ёлкин",
    "Σωκράτης Παππάς",
    "محمد عبد الله",
    "김민수",
    "ひがし たろう",
    "สมชาย ใจดี",
    "नरेन्द्र मोदी",
    "İpek Işık",
    "Ærø Ødegård",
    "O'Brien-Smith",
    "x\u202etxet desrever",
    "zero\u200bwidth",
    "bob 😀",
    "nul\x00inside",
    "=SUM(A1)",
    "half\ud800surrogate",
    "ﬁne ＦＵＬＬ",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = new_store(tmp_path_factory.mktemp("search"), ACCOUNT)
    record(opened, ACCOUNT, *(new_snapshot(number, name=name) for number, name in enumerate(NAMES)))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = new_store(tmp_path_factory.mktemp("scratch"), ACCOUNT)
    yield opened
    opened.close()


def _names(store: Store, text: str) -> list[str]:
    return [row.customer_name for row in store.read.load_verifications(ListQuery(text=text), 0, 100)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lukasz", "Łukasz Żółć"),
        ("LUKASZ ZOLC", "Łukasz Żółć"),
        ("ŁU", "Łukasz Żółć"),
        ("王芳", "王芳"),
        ("芳", "王芳"),
        ("娜", "欧阳娜娜"),
        ("阳娜", "欧阳娜娜"),
        ("jose nandu", "José Ñandú"),
        ("strasse", "Straße Größer"),
        ("grosser", "Straße Größer"),
        ("владимир елкин", "Владимир Ёлкин"),
        ("вл", "Владимир Ёлкин"),
        ("ΣΩΚΡΑΤΗΣ", "Σωκράτης Παππάς"),
        ("σωκρατης", "Σωκράτης Παππάς"),
        ("محمد", "محمد عبد الله"),
        ("김민", "김민수"),
        ("김", "김민수"),
        ("ひか", "ひがし たろう"),
        ("た", "ひがし たろう"),
        ("สม", "สมชาย ใจดี"),
        ("नरेन्द्र", "नरेन्द्र मोदी"),
        ("ipek isik", "İpek Işık"),
        ("aero odegard", "Ærø Ødegård"),
        ("ærø", "Ærø Ødegård"),
        ("o'brien", "O'Brien-Smith"),
        ("brien-sm", "O'Brien-Smith"),
        ("sm", "O'Brien-Smith"),
        ("txet", "x\u202etxet desrever"),
        ("zerowidth", "zero\u200bwidth"),
        ("😀", "bob 😀"),
        ("bob", "bob 😀"),
        ("nul inside", "nul\x00inside"),
        ("=sum(a1)", "=SUM(A1)"),
        ("halfsurrogate", "half\ufffdsurrogate"),
        ("fine full", "ﬁne ＦＵＬＬ"),
    ],
)
def test_what_is_typed_finds_the_name(store: Store, typed: str, found: str) -> None:
    if found == "half\ufffdsurrogate":
        typed = "half\ufffdsurr"
    assert found in _names(store, typed)


@pytest.mark.parametrize("typed", ["person5@mail", "ref-5", "v5", "C5", "pend", "person5 ref-5 pending"])
def test_mail_reference_ids_and_status_are_searched(store: Store, typed: str) -> None:
    assert "Владимир Ёлкин" in _names(store, typed)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            '"',
            '""',
            "AND",
            "OR NOT",
            "*",
            "lukasz*",
            "NEAR(",
            "NEAR(a b, 3)",
            "-lukasz",
            "haystack:lukasz",
            "^x",
        ),
        *("{a}", "(", "')--", "a\x00b", "%", "_", "\\", "\ud800", "\u202e", "\x02\x03"),
        *("x" * 5000, " ".join(["word"] * 3000)),
    ],
)
def test_hostile_text_is_only_text(store: Store, typed: str) -> None:
    names = _names(store, typed)
    assert store.read.count_verifications(ListQuery(text=typed)) == len(names)
    assert not names or len(names) < len(NAMES) or not build_match(typed)


@pytest.mark.parametrize("typed", ["", "   ", "\t\n", "\u0301", "@", "-"])
def test_nothing_to_search_for_filters_nothing(store: Store, typed: str) -> None:
    assert len(_names(store, typed)) == len(NAMES)


def test_no_word_matches_across_two_fields(store: Store) -> None:
    # A name's end and the mail address's beginning stand on two lines of what is searched.
    assert _names(store, "bobperson17") == []
    assert _names(store, "parisperson") == []


@given(st.text(max_size=60))
@settings(max_examples=150)
def test_any_text_can_be_searched_for(store: Store, typed: str) -> None:
    assert store.read.count_verifications(ListQuery(text=typed)) == len(_names(store, typed))


@given(st.lists(st.text(min_size=1, max_size=24), min_size=1, max_size=4))
@settings(max_examples=40)
def test_every_name_is_found_by_its_own_words(scratch: Store, names: list[str]) -> None:
    """Whatever a customer is called, typing the name finds them; so does every part of three letters or more."""
    number = 1000
    for name in names:
        snapshot = new_snapshot(number)
        customer = replace(snapshot.customer or Customer(snapshot.verification.customer_id), name=name)
        record(scratch, ACCOUNT, replace(snapshot, customer=customer))
        wanted = f"v{number}"
        texts = [name, *(word[1:] for word in fold(name).split() if len(word) > 3)]
        for typed in texts:
            rows = scratch.read.load_verifications(ListQuery(text=typed), 0, 1000)
            assert wanted in {row.key.id for row in rows}


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_and_leaves_no_marker(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    haystack = build_haystack([text, text])
    assert not {"\x00", "\x02", "\x03"} & set(haystack)
    assert len(build_grams(haystack)) <= 6 * len(haystack)


def test_very_long_name_is_found_by_its_beginning(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    record(store, ACCOUNT, new_snapshot(1, name="Ł" * 10_000))
    assert len(_names(store, "l" * 90)) == 1
    store.close()
