"""Every action written into the audit trail anywhere has words of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from console.domain.outbox import OutboxState
from console.domain.people import PeopleDeed
from console.ui.toolkit.audit_words import ACTIONS, audit_word, details_text, find_actions, subject_text
from tests.support.project import called_name, calls, modules

# Where the action stands among the arguments of a call that writes it.
_PLACES: Final = {"append_audit": 0, "audit": 0, "note": 1, "append_deed": 1, "_tell": 1, "_save": 1}
# Composed where they are written.
_COMPOSED: Final = {f"outbox_{state.value}" for state in OutboxState} | {deed.value for deed in PeopleDeed}


def _written() -> Iterator[str]:
    for path in modules("console/store", "console/services", "console/sync"):
        for _place, call in calls(path):
            name = called_name(call)[1]
            is_elsewhere = name == "_save" and path.name != "accounts.py"
            place = None if is_elsewhere else _PLACES.get(name)
            found = call.args[place : place + 1] if place is not None else []
            found += [keyword.value for keyword in call.keywords if keyword.arg == "audit"]
            for each in found:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value
                if isinstance(each, ast.IfExp):
                    yield from (
                        part.value
                        for part in (each.body, each.orelse)
                        if isinstance(part, ast.Constant) and isinstance(part.value, str)
                    )


def test_everything_that_is_written_has_words() -> None:
    written = {name for name in _written() if name} | _COMPOSED
    assert {"decided", "report_opened", "account_added", "exported", "erased_by_provider"} <= written
    assert {name for name in written if name not in ACTIONS} == set()


def test_no_two_actions_share_their_words() -> None:
    words = [audit_word(name) for name in ACTIONS]
    assert len(set(words)) == len(words)
    assert all(words)


def test_a_search_looks_for_what_is_shown() -> None:
    assert "note_added" in find_actions("NOTE written")
    assert find_actions("  ") == frozenset()


def test_what_an_entry_is_about_is_short_and_safe() -> None:
    assert subject_text("verification acc/0123456789abcdef") == "Verification 01234567…cdef"
    assert subject_text("colleague Zoë van der Berg") == "Colleague Zoë van der Berg"
    assert subject_text("saved view 3") == "saved view 3"
    assert subject_text("verification a/b\u202e") == "Verification b‹U+202E›"


def test_a_decision_is_told_in_words_and_what_is_odd_as_it_stands() -> None:
    evidence = "evidence " + "1afe" * 16
    told = f"decision 1 refuse document_not_genuine+underage waiting {evidence}"
    assert details_text("decided", told) == (
        "Decision 1: refused, document not genuine, underage, waits for a second person"
    )
    assert (
        details_text("decided", f"decision 2 accept  standing {evidence}") == "Decision 2: accepted, stands"
    )
    for action, odd in (("decided", "decision 3 dance x waiting y"), ("exported", told)):
        assert details_text(action, odd) == odd
