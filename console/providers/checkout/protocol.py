"""Checkout.com's answers as values: tokens, records, pages, reports, errors. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Generic
from urllib.parse import urlencode, urlsplit

from console.domain.errors import ReplyUnreadable, ReportUnreadable
from console.providers.checkout import wire
from console.providers.checkout.manifest import TITLE
from console.providers.contract import ErrorFacts, HttpReply
from console.providers.reading import Model, read_model, read_object

SCOPE: Final = "identity-verification"
# Without a documented life a token is used for this long; the answer always names one in practice.
_SHORTEST_LIFE_S: Final = 60.0
_LONGEST_CODE: Final = 200
# Some writers put a little after the end mark.
_PDF_TAIL: Final = 2048


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and the seconds it lives from the moment it was read."""

    value: str
    lives_s: float


@dataclass(frozen=True, slots=True)
class Page(Generic[Model]):
    """Items of one page, how many rows it had, and how many there are in all, None when that is not told."""

    items: tuple[Model, ...]
    rows: int
    total: int | None


def build_bearer(credential: str) -> tuple[tuple[str, str], ...]:
    """The header both kinds of credentials end up in."""
    return (("Authorization", f"Bearer {credential}"),)


def build_token_form(client_id: str, client_secret: str) -> bytes:
    """Form of the token call, as Checkout.com's own libraries send it;
    https://www.checkout.com/docs/resources/api-authentication/oauth-2-0-client-credentials"""
    form = {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": client_secret,
        "scope": SCOPE,
    }
    return urlencode(form).encode("ascii")


def read_token(body: bytes) -> Token:
    """Raises `ReplyUnreadable` when there is no token in it."""
    token, _ = read_model(wire.Token, read_object(body, TITLE))
    if not token.access_token:
        raise ReplyUnreadable(f"{TITLE} sent an answer without an access token.", "access_token")
    return Token(token.access_token, max(float(token.expires_in or 0), _SHORTEST_LIFE_S))


def read_verification(body: bytes) -> tuple[str, wire.Verification, tuple[str, ...]]:
    """Id, record and unreadable fields. Raises `ReplyUnreadable`."""
    model, unreadable = read_model(wire.Verification, read_object(body, TITLE))
    return _verify_id(model.id), model, unreadable


def read_applicant(body: bytes) -> tuple[str, wire.Applicant]:
    """Id and record. Raises `ReplyUnreadable`."""
    model, _ = read_model(wire.Applicant, read_object(body, TITLE))
    return _verify_id(model.id), model


def read_attempt(body: bytes) -> tuple[str, wire.Attempt]:
    """Id and record. Raises `ReplyUnreadable`."""
    model, _ = read_model(wire.Attempt, read_object(body, TITLE))
    return _verify_id(model.id), model


def read_attempts(body: bytes) -> tuple[Page[wire.Attempt], tuple[str, ...]]:
    """Attempts with an id, and unreadable fields. Raises `ReplyUnreadable`."""
    page, names = _read_page(wire.Attempt, body, "attempts")
    return Page(tuple(one for one in page.items if one.id), page.rows, page.total), names


def read_assets(body: bytes) -> Page[wire.Asset]:
    """Captured files of one attempt. Raises `ReplyUnreadable`."""
    return _read_page(wire.Asset, body, "assets")[0]


def _read_page(model: type[Model], body: bytes, name: str) -> tuple[Page[Model], tuple[str, ...]]:
    page, unreadable = read_model(wire.Page, read_object(body, TITLE))
    if page.data is None:
        raise ReplyUnreadable(f"{TITLE} sent a list that cannot be read.", "data")
    items: list[Model] = []
    names = [f"{name}.{each}" for each in unreadable]
    for row in page.data:
        item, wrong = read_model(model, row)
        names.extend(f"{name}.{each}" for each in wrong)
        items.append(item)
    return Page(tuple(items), len(page.data), page.total_count), tuple(names)


def read_report_link(reply: HttpReply) -> str:
    """The signed link, or an empty string when the answer is the PDF itself (one documented library reads it so).

    Raises `ReportUnreadable` when there is neither.
    """
    if is_pdf(reply):
        return ""
    try:
        report, _ = read_model(wire.Report, read_object(reply.body, TITLE))
    except ReplyUnreadable as error:
        raise ReportUnreadable(f"{TITLE} sent something that is no report.", "not JSON") from error
    link = report.pdf_report or report.signed_url
    if not link:
        raise ReportUnreadable(f"{TITLE} gave no link to the report. Try again later.", "no link")
    return link


def is_pdf(reply: HttpReply) -> bool:
    """True when the answer says or shows that it is a PDF."""
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/pdf" or reply.body.startswith(b"%PDF-")


def verify_pdf(body: bytes) -> None:
    """Raises `ReportUnreadable` unless `body` is a PDF from its first mark to its last."""
    if not body.startswith(b"%PDF-"):
        raise ReportUnreadable(f"What {TITLE} sent as a report is not a PDF. It was not kept.", "no %PDF-")
    if b"%%EOF" not in body[-_PDF_TAIL:]:
        raise ReportUnreadable(f"The report from {TITLE} was cut short. Fetch it again.", "no %%EOF")


def build_source(url: str) -> str:
    """Where a report came from, without the signature in the query: that is a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def read_error(status: int, headers: Mapping[str, str], body: bytes) -> ErrorFacts:
    """The error envelope; the body may be empty, the request id then stands in a header."""
    del status
    try:
        error, _ = read_model(wire.Error, read_object(body, TITLE))
    except ReplyUnreadable:
        error = wire.Error()
    codes = tuple(code[:_LONGEST_CODE] for code in (*(error.error_codes or ()), error.error) if code)
    return ErrorFacts(codes, "", error.request_id or headers.get("cko-request-id", ""))


def _verify_id(identifier: str | None) -> str:
    if not identifier:
        raise ReplyUnreadable(f"{TITLE} sent a record without an id.", "id")
    return identifier
