"""Reading goes as far as it can: whatever JSON holds, the rest comes through and what did not is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.errors import ReplyUnreadable
from console.providers.reading import Moment, WireModel, read_json, read_model, read_object, to_raw


class Inner(WireModel):
    number: int | None = None
    text: str | None = None


class Record(WireModel):
    id: str | None = None
    score: float | None = None
    at: Moment = None
    inner: Inner | None = None
    rows: list[Inner] | None = None


def test_numbers_that_are_none_are_left_out() -> None:
    for text in ("NaN", "Infinity", "-Infinity", "9" * 5000):
        record, unreadable = read_model(
            Record, read_object(f'{{"id": "1", "score": {text}}}'.encode(), "Sample")
        )
        assert (record.id, record.score, unreadable) == ("1", None, ("score",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-07-21T17:32:28Z", datetime(2025, 7, 21, 17, 32, 28, tzinfo=UTC)),
        ("2025-07-21T19:32:28.1234567+02:00", datetime(2025, 7, 21, 17, 32, 28, 123456, tzinfo=UTC)),
        ("2017-07-21 17:32:28+00:00", datetime(2017, 7, 21, 17, 32, 28, tzinfo=UTC)),
    ],
)
def test_times_with_a_zone_are_read(text: str, expected: datetime) -> None:
    record, unreadable = read_model(Record, {"at": text})
    assert (record.at, unreadable) == (expected, ())


@pytest.mark.parametrize(
    "value", ["2025-07-21T17:32:28", "yesterday", 1_753_119_148, 1.5, True, [], "0001-01-01T00:00:00+14:00"]
)
def test_times_that_would_be_a_guess_are_not_read(value: object) -> None:
    record, unreadable = read_model(Record, {"id": "1", "at": value})
    assert (record.id, record.at, unreadable) == ("1", None, ("at",))


def test_only_the_wrong_row_is_taken_out() -> None:
    rows = [{"number": 1}, {"number": "two", "text": "kept"}, 3, None, {"number": 5}]
    record, _ = read_model(Record, {"rows": rows, "inner": {"text": 7, "number": 1}})
    assert record.rows is not None
    assert [row.number for row in record.rows] == [1, None, 5]
    assert record.rows[1].text == "kept"
    assert record.inner == Inner(number=1)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 200_000, b'{"a":' * 100_000, b"<html>", b"nul"])
def test_what_is_no_json_says_so(body: bytes) -> None:
    with pytest.raises(ReplyUnreadable) as caught:
        read_json(body, "Sample")
    assert caught.value.user_message == "Sample sent an answer that cannot be read."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["id", "at", "rows", "inner", "number", "text", "x"]), inner)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["id", "score", "at", "inner", "rows"]), JSON))
def test_any_record_is_read_and_can_be_stored(document: dict[str, object]) -> None:
    value = read_object(json.dumps(document).encode(), "Sample")
    record, unreadable = read_model(Record, value)
    assert all(isinstance(name, str) for name in unreadable)
    record.model_dump_json().encode("utf-8")
    to_raw(value)
