"""Logging set-up: one line per event on standard error, redacted, with an allow-list of fields; no file, no network."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TextIO

from console.base.redact import redact

ALLOWED_FIELDS: Final = (
    "provider",
    "account",
    "environment",
    "code",
    "status",
    "route",
    "attempt",
    "requests",
    "rows",
    "seconds",
)
"""What may be handed over as `extra=`; any other field is left out of the line."""

# They write whole addresses at INFO, and hosted links hold tokens.
_TALKATIVE: Final = ("httpx", "httpcore", "aiohttp", "asyncio", "uvicorn", "alembic", "sqlalchemy", "keyring")


class LineFormatter(logging.Formatter):
    """Time in UTC, level, logger, message, allowed fields; of an exception its type, code and place only.

    The text of an exception may quote a provider's answer or a person's name, and frames hold both.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line, and one more for each place of an exception."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        message = record.getMessage()
        if not record.name.startswith("console"):
            # Other libraries put a task's or request's whole repr below their first line.
            message = message.partition("\n")[0]
        line = f"{when} {record.levelname.lower()} {record.name}: {redact(message)}"
        fields = {name: getattr(record, name) for name in ALLOWED_FIELDS if hasattr(record, name)}
        line += "".join(f" {name}={redact(str(value))}" for name, value in fields.items())
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else line + "\n" + describe_exception(error)


def describe_exception(error: BaseException) -> str:
    """Type, our stable code if it has one, and the places it went through; never its text."""
    code = getattr(error, "code", None)
    name = type(error).__qualname__ + (f" ({code})" if isinstance(code, str) else "")
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    behind = ["  because of:", describe_exception(cause)] if cause is not None else []
    return "\n".join([f"  {name}", *places, *behind])


def configure_logging(level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send our records from `level` up, and others' from WARNING up, to `stream` (standard error).

    Calling it again replaces what it set up before and leaves other handlers alone.
    """
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler.formatter, LineFormatter)]:
        root.removeHandler(handler)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(LineFormatter())
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("console").setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
