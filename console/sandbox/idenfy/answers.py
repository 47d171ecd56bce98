"""iDenfy's error envelope and the errors this simulator answers with; decides nothing.

Source: https://documentation.idenfy.com/resources/error-messages
"""

from __future__ import annotations

from enum import StrEnum

from starlette.responses import JSONResponse


class Identifier(StrEnum):
    """Constants a client may match on."""

    BAD_VALUE = "BAD_VALUE"
    MISSING_VALUE = "MISSING_VALUE"
    ENCODING_ERROR = "ENCODING_ERROR"
    JSON_ERROR = "JSON_ERROR"
    TOKEN_NOT_VALID = "TOKEN_NOT_VALID"  # noqa: S105 - the name of an error
    PERMISSIONS_ERROR = "PERMISSIONS_ERROR"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"
    PARTNER_ERROR = "PARTNER_ERROR"
    UNAUTHORIZED = "UNAUTHORIZED"


class Refusal(Exception):
    """An error answer. `is_long` adds the `documentation` and `severity` members some answers carry."""

    def __init__(
        self, status: int, message: str, identifier: Identifier | None = None, *, is_long: bool = False
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.identifier = identifier
        self.is_long = is_long

    def to_response(self) -> JSONResponse:
        """The envelope as far as the vendor fills it: authentication errors have no identifier."""
        body: dict[str, str] = {"message": self.message}
        if self.identifier is not None:
            body["identifier"] = self.identifier.value
        if self.is_long:
            body |= {"documentation": "", "severity": "NOT_SEVERE"}
        return JSONResponse(body, self.status)


def build_unknown_record() -> Refusal:
    """An unknown, foreign or erased scanRef; what the vendor answers is not published, 404 is assumed."""
    return Refusal(404, "Not found.", Identifier.BAD_VALUE)


def build_bad_value(field: str, rule: str) -> Refusal:
    """The one published wording names the field in quotes; the rest of the sentences is assumed."""
    return Refusal(400, f"Field '{field}' {rule}.", Identifier.BAD_VALUE)
