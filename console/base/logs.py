"""Logging set-up: standard logging, one redacted line per event on standard error or in a private file."""

from __future__ import annotations

import logging
import sys
from typing import Final

from console.base.redact import redact

# These write whole URLs at INFO; a hosted link or a signed link in a log would be a leaked secret.
_CHATTY: Final = ("httpx", "httpcore", "aiohttp", "asyncio", "alembic", "uvicorn", "qasync")


class RedactingFormatter(logging.Formatter):
    """Formats a record, then masks anything that looks like a secret, an address or an e-mail."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        return redact(super().format(record))


def configure_logging(level: int = logging.WARNING) -> None:
    """Send our log lines to standard error, redacted; other libraries speak from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
