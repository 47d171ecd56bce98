"""Log lines: redacted, only allowed fields, exceptions by type and place and never by their text."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from console.base.logs import LineFormatter, configure_logging


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root, ours = logging.getLogger(), logging.getLogger("console")
    before = list(root.handlers), root.level, ours.level
    stream = io.StringIO()
    configure_logging(stream=stream)
    yield stream
    root.handlers[:], root.level, ours.level = before


def test_a_line_names_level_logger_message_and_allowed_fields(stream: io.StringIO) -> None:
    logging.getLogger("console.sync").info("answers again", extra={"provider": "iron", "customer": "Maria"})
    line = stream.getvalue()
    assert line.endswith(" info console.sync: answers again provider=iron\n")


def test_an_exception_is_told_by_type_and_place(stream: io.StringIO) -> None:
    try:
        int("Maria García")
    except ValueError:
        logging.getLogger("console.sync").info("could not read", exc_info=True)
    text = stream.getvalue()
    assert "ValueError" in text
    assert "test_logs.py" in text
    assert "Maria" not in text


def test_the_cause_is_told_too(stream: io.StringIO) -> None:
    try:
        try:
            int("Maria García")
        except ValueError as error:
            raise KeyError("secret") from error
    except KeyError:
        logging.getLogger("console.sync").info("could not read", exc_info=True)
    text = stream.getvalue()
    assert text.index("KeyError") < text.index("because of") < text.index("ValueError")
    assert "secret" not in text


def test_others_loggers_are_heard_from_warning_up_and_in_one_line(stream: io.StringIO) -> None:
    others = LineFormatter().format(
        logging.LogRecord("asyncio", logging.ERROR, "", 0, "never retrieved\nfuture: Maria", None, None)
    )
    assert others.endswith("never retrieved")
    logging.getLogger("httpx").info("GET https://example.test/secret")
    assert stream.getvalue() == ""


def test_setting_up_twice_writes_each_line_once(stream: io.StringIO) -> None:
    configure_logging(stream=stream)
    logging.getLogger("console.sync").info("once")
    assert stream.getvalue().count("once") == 1
