"""The texts of stored reports: found by their words in any script, gone with their report; in a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.report import Report
from console.domain.report_text import LibraryState, PageFound
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import VerificationKey
from console.store.queries.report_texts import find_line
from console.store.store import Store
from tests.support.stores import NOON, key_of, new_account, new_snapshot, new_store, record

_ACCOUNT = new_account()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = new_store(tmp_path, _ACCOUNT)
    yield opened
    opened.close()


def _keep(store: Store, number: int, pages: tuple[str, ...] | None, *, minutes: int = 0) -> VerificationKey:
    snapshot = new_snapshot(number)
    record(store, _ACCOUNT, snapshot)
    key = key_of(_ACCOUNT, number)
    return _keep_again(store, key, f"object {number}", pages, minutes=minutes)


def _keep_again(
    store: Store, key: VerificationKey, object_id: str, pages: tuple[str, ...] | None, *, minutes: int = 0
) -> VerificationKey:
    at = NOON + timedelta(minutes=minutes)
    report = Report(key, "pdf", 10, "ab" * 32, at, "https://example.test/report", "", object_id)
    event = TimelineEvent(at, "report_stored", EventSource.US, report.sha256)
    store.write_now(lambda work: work.save_report(report, event))
    if pages is not None:
        _read_text(store, object_id, pages)
    return key


def _read_text(store: Store, object_id: str, pages: tuple[str, ...]) -> None:
    assert store.write_now(lambda work: work.add_report_pages(object_id, 0, pages))
    store.write_now(lambda work: work.end_report_text(object_id, len(pages)))


def _keys(store: Store, text: str) -> list[VerificationKey]:
    return [found.key for found in store.read.search_reports(text, 50).found]


def test_all_the_words_must_stand_on_one_page_and_newer_reports_come_first(store: Store) -> None:
    older = _keep(store, 1, ("Passport of Utopia", "Checked by a machine"))
    newer = _keep(store, 2, ("Utopia again: passport", "nothing"), minutes=5)
    _keep(store, 3, ("Passport", "Utopia"), minutes=9)
    assert _keys(store, "utopia PASSPORT") == [newer, older]
    found = store.read.search_reports("utopia passport", 50).found
    assert [each.pages for each in found] == [
        (PageFound(0, "Utopia again: passport"),),
        (PageFound(0, "Passport of Utopia"),),
    ]
    assert [each.page_count for each in found] == [1, 1]


@pytest.mark.parametrize(
    ("body", "typed"),
    [
        ("Łukasz Żółć", "lukasz zolc"),
        ("王芳 身份证", "芳"),
        ("Γιώργος", "γιωργος"),
        ("محمد علي", "علي"),
        ("Иван Петров", "петров"),
        ("Straße 5", "strasse"),
        ('a "quoted" NEAR( word*', 'near( "quoted"'),
    ],
)
def test_words_are_found_in_any_script_whatever_is_typed(store: Store, body: str, typed: str) -> None:
    key = _keep(store, 1, (f"first line\n{body}\nlast line",))
    _keep(store, 2, ("something else",))
    assert _keys(store, typed) == [key]
    assert store.read.search_reports(typed, 50).found[0].pages[0].line == body


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "***"])
def test_nothing_to_search_for_finds_nothing(store: Store, typed: str) -> None:
    _keep(store, 1, ("text",))
    assert store.read.search_reports(typed, 50).found == ()


def test_only_the_newest_report_of_a_verification_is_found(store: Store) -> None:
    key = _keep(store, 1, ("declined for the moment",))
    _keep_again(store, key, "object newer", ("approved after all",), minutes=3)
    assert _keys(store, "declined") == []
    assert _keys(store, "approved") == [key]


def test_bytes_that_come_again_after_others_are_searched_again(store: Store) -> None:
    key = _keep(store, 1, ("approved",))
    _keep_again(store, key, "object of another day", ("declined",), minutes=3)
    _keep_again(store, key, "object 1", ("approved",), minutes=6)
    assert store.read.load_unread_reports(5) == ()
    assert _keys(store, "approved") == [key]
    assert _keys(store, "declined") == []


def test_more_than_asked_for_is_said(store: Store) -> None:
    for number in range(4):
        _keep(store, number + 1, ("same words",), minutes=number)
    answer = store.read.search_reports("words", 3)
    assert len(answer.found) == 3
    assert answer.is_cut
    assert not store.read.search_reports("words", 4).is_cut


def test_what_was_not_read_yet_is_told_newest_first_and_what_cannot_be_read_only_once(store: Store) -> None:
    old = _keep(store, 1, None)
    new = _keep(store, 2, None, minutes=4)
    _keep(store, 3, ("text",), minutes=5)
    assert [report.key for report in store.read.load_unread_reports(10)] == [new, old]
    assert store.read.load_library_state() == LibraryState(3, 1, 0)
    store.write_now(lambda work: work.end_report_text("object 2", None))
    assert [report.key for report in store.read.load_unread_reports(10)] == [old]
    state = store.read.load_library_state()
    assert state == LibraryState(3, 1, 1)
    assert not state.is_complete


def test_text_read_again_replaces_what_was_there(store: Store) -> None:
    key = _keep(store, 1, ("wrong words",))
    _read_text(store, "object 1", ("right ones",))
    assert _keys(store, "wrong") == []
    assert _keys(store, "right") == [key]


def test_the_text_of_a_report_that_has_left_is_not_kept(store: Store) -> None:
    assert not store.write_now(lambda work: work.add_report_pages("nobody's object", 0, ("text",)))
    store.write_now(lambda work: work.end_report_text("nobody's object", 1))
    assert store.read.load_library_state() == LibraryState(0, 0, 0)


def test_pages_come_in_portions_and_what_is_too_much_is_told(store: Store) -> None:
    key = _keep(store, 1, None)
    store.write_now(lambda work: work.add_report_pages("object 1", 0, ("alpha", "beta")))
    store.write_now(lambda work: work.add_report_pages("object 1", 2, ("gamma",)))
    store.write_now(lambda work: work.end_report_text("object 1", 3, 40))
    [found] = store.read.search_reports("gamma", 5).found
    assert (found.key, found.pages) == (key, (PageFound(2, "gamma"),))
    assert store.read.load_library_state() == LibraryState(1, 1, 0, 1)


def test_an_erasure_takes_the_words_along(store: Store) -> None:
    key = _keep(store, 1, ("Hannah Bret", "second page of Hannah"))
    other = _keep(store, 2, ("Hannah somebody else",))
    store.write_now(lambda work: work.erase_verification(key))
    assert _keys(store, "hannah") == [other]
    assert store.read.load_library_state().reports == 1


def test_an_account_that_leaves_takes_the_words_along(store: Store) -> None:
    _keep(store, 1, ("Hannah Bret",))
    store.write_now(lambda work: work.remove_account(_ACCOUNT.id))
    assert _keys(store, "hannah") == []
    assert store.read.load_library_state() == LibraryState(0, 0, 0)


def test_the_line_shown_is_the_one_with_most_of_the_words_and_never_longer_than_readable() -> None:
    assert find_line("alpha\nalpha beta\nbeta", ("alpha", "beta")) == "alpha beta"
    long_line = "x " * 300 + "needle" + " y" * 300
    line = find_line(long_line, ("needle",))
    assert "needle" in line
    assert len(line) <= 250
    assert line.startswith("… ")
    assert line.endswith(" …")
    assert find_line("", ("a",)) == ""
