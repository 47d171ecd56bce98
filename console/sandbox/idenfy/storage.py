"""Short-lived links to photos, and the photos behind them; a link carries its own proof, nothing is kept.

Source: https://documentation.idenfy.com/kyc/data-retrieval
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote, urlencode

from console.sandbox.idenfy.records import Record
from console.sandbox.pictures import build_picture

LIFETIME: Final = timedelta(hours=1)
_ONE_SIDED: Final = frozenset(("PASSPORT", "NATIONAL_PASSPORT", "INTERNATIONAL_PASSPORT", "VISA"))


class Storage:
    """Signs links below `address` and checks them."""

    def __init__(self, address: str, key: bytes) -> None:
        self._address = address
        self._key = key

    def build_urls(self, record: Record, now: datetime) -> Mapping[str, str]:
        """A fresh link for each photo there is; none before the capture."""
        expires = str(int((now + LIFETIME).timestamp()))
        return {name: self._build_url(record.scan_ref, name, expires) for name in photo_names(record)}

    def is_good(self, scan_ref: str, name: str, expires: str, signature: str, now: datetime) -> bool:
        """The link is ours and has not run out."""
        good = hmac.compare_digest(self._sign(scan_ref, name, expires), signature)
        return good and expires.isdigit() and now.timestamp() < int(expires)

    def _build_url(self, scan_ref: str, name: str, expires: str) -> str:
        query = urlencode({"Signature": self._sign(scan_ref, name, expires), "Expires": expires})
        return f"{self._address}/{scan_ref}/{quote(name, safe='')}.png?{query}"

    def _sign(self, scan_ref: str, name: str, expires: str) -> str:
        return hmac.new(self._key, f"{scan_ref}/{name}/{expires}".encode(), hashlib.sha256).hexdigest()


def photo_names(record: Record) -> tuple[str, ...]:
    """Passports have no back, DOCUMENT sessions no face; each additional step has its own."""
    if not record.has_photos or not record.is_readable:
        return ()
    back = () if record.papers.document_type in _ONE_SIDED else ("BACK",)
    face = ("FACE",) if record.has_face else ()
    own = tuple(record.additional_step_types) if record.is_captured else ()
    return ("FRONT", *back, *face, *own)


def build_photo(record: Record, name: str) -> bytes:
    """The same drawing for the same photo; a selfie is upright."""
    width_px, height_px = (160, 200) if name == "FACE" else (240, 152)
    return build_picture(f"{record.scan_ref}:{name}", width_px, height_px)
