"""iDenfy's PDF report out of whatever it comes wrapped in. No I/O."""

from __future__ import annotations

import base64
import binascii
from typing import Final, cast

from console.domain.errors import ReplyUnreadable, ReportUnreadable
from console.providers.idenfy.manifest import TITLE
from console.providers.reading import read_json

_PDF_START: Final = b"%PDF-"
_PDF_END: Final = b"%%EOF"
_TAIL: Final = 1024


def read_report(body: bytes) -> bytes:
    """The PDF, whether it comes as it is, as Base64 text or as Base64 in JSON: how it is wrapped is not documented.

    Raises `ReportUnreadable`. https://documentation.idenfy.com/kyc/pdf-generation
    """
    pdf = body if body.startswith(_PDF_START) else _decode_base64(_read_report_text(body))
    if not pdf.startswith(_PDF_START):
        raise ReportUnreadable("What iDenfy sent as a report is not a PDF.")
    if _PDF_END not in pdf[-_TAIL:]:
        raise ReportUnreadable("iDenfy's report was cut short. Fetch it again.")
    return pdf


def _read_report_text(body: bytes) -> str:
    text = body.decode("ascii", "replace")
    if not text.lstrip().startswith(('"', "{", "[")):
        return text
    try:
        document = read_json(body, TITLE)
    except ReplyUnreadable as error:
        raise ReportUnreadable("What iDenfy sent as a report is not a PDF.", "broken JSON") from error
    members = [document]
    if isinstance(document, dict):
        members = list(cast("dict[str, object]", document).values())
    texts = [member for member in members if isinstance(member, str)]
    # A message may stand before the document: prefer what begins like a PDF in Base64.
    return next((found for found in texts if "JVBER" in found[:64]), texts[0] if texts else "")


def _decode_base64(text: str) -> bytes:
    compact = "".join(text.rpartition("base64,")[2].split())
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ReportUnreadable("What iDenfy sent as a report is not a PDF.", "not Base64") from error
