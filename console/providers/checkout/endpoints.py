"""Paths below Checkout.com's identity host; https://api-reference.checkout.com/tag/Identity-Verification"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote, urlencode

from console.domain.provider import Environment

APPLICANTS: Final = "/applicants"
VERIFICATIONS: Final = "/identity-verifications"
CREATE_AND_OPEN: Final = "/create-and-open-idv"
# No largest page is published; attempts are few.
PAGE_SIZE: Final = 50
# https://www.checkout.com/docs/resources/api-authentication/oauth-2-0-client-credentials
TOKEN_URLS: Final = {
    Environment.TEST: "https://access.sandbox.checkout.com/connect/token",
    Environment.LIVE: "https://access.checkout.com/connect/token",
}
# An id of the right form that belongs to nobody: reading it proves the credentials and nothing else.
NOBODY: Final = "aplt_" + "a" * 26


def build_applicant_path(applicant_id: str) -> str:
    """One applicant."""
    return f"{APPLICANTS}/{quote(applicant_id, safe='')}"


def build_applicant_erasure_path(applicant_id: str) -> str:
    """Where an applicant's personal data are erased."""
    return f"{build_applicant_path(applicant_id)}/anonymize"


def build_verification_path(verification_id: str) -> str:
    """One verification."""
    return f"{VERIFICATIONS}/{quote(verification_id, safe='')}"


def build_erasure_path(verification_id: str) -> str:
    """Where a verification's personal data are erased."""
    return f"{build_verification_path(verification_id)}/anonymize"


def build_new_attempt_path(verification_id: str) -> str:
    """Where a further attempt is made."""
    return f"{build_verification_path(verification_id)}/attempts"


def read_verification_id(attempts_path: str) -> str:
    """The verification a path of `build_new_attempt_path` belongs to."""
    return unquote(attempts_path.removeprefix(f"{VERIFICATIONS}/").partition("/")[0])


def build_attempts_path(verification_id: str, skip: int) -> str:
    """One page of a verification's attempts, newest first."""
    return f"{build_new_attempt_path(verification_id)}?{_build_page(skip)}"


def build_attempt_path(verification_id: str, attempt_id: str) -> str:
    """One attempt."""
    return f"{build_new_attempt_path(verification_id)}/{quote(attempt_id, safe='')}"


def build_assets_path(verification_id: str, attempt_id: str, skip: int) -> str:
    """One page of the files captured in an attempt."""
    return f"{build_attempt_path(verification_id, attempt_id)}/assets?{_build_page(skip)}"


def build_report_path(verification_id: str) -> str:
    """Where the link to the PDF report is asked for."""
    return f"{build_verification_path(verification_id)}/pdf-report"


def _build_page(skip: int) -> str:
    return urlencode({"skip": skip, "limit": PAGE_SIZE})
