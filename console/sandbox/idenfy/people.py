"""The people behind the clientIds: whose document a session will read; makes no session.

A person is settled by the first session: what later sessions declare is compared with the same papers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from console.sandbox.idenfy.records import Papers
from console.sandbox.idenfy.requests import TokenRequest

_YEARS_5: Final = timedelta(days=1826)


class People:
    """Papers and full name by clientId."""

    def __init__(self, source: Random) -> None:
        self._source = source
        self._known: dict[str, tuple[Papers, str]] = {}

    def know(self, client_id: str, papers: Papers, full_name: str) -> None:
        """The person behind a clientId from now on."""
        self._known[client_id] = (papers, full_name)

    def find(self, request: TokenRequest, today: date) -> tuple[Papers, str]:
        """The papers this session's person shows, one of the accepted kinds; a stranger's agree with the declared."""
        if request.clientId not in self._known:
            number = self._source.randrange(10**7)
            papers = _to_papers(request, today, f"X{number:07d}")
            self.know(request.clientId, papers, _to_name(request))
        papers, name = self._known[request.clientId]
        if request.documents and papers.document_type not in request.documents:
            papers = replace(papers, document_type=request.documents[0])
        return papers, name or _to_name(request)


def _to_name(request: TokenRequest) -> str:
    return " ".join(filter(None, (request.firstName, request.lastName)))


def _to_papers(request: TokenRequest, today: date, number: str) -> Papers:
    expected = request.country if isinstance(request.country, str) else (request.country or [None])[0]
    # A declared nationality tells more about the document than the country that is merely expected.
    country = (request.nationality or expected or "LT").upper()
    return Papers(
        given_name=request.firstName or "ALEX",
        family_name=request.lastName or "EXAMPLE",
        original_given_name=request.firstName or "",
        original_family_name=request.lastName or "",
        birth_date=date.fromisoformat(request.dateOfBirth or "1990-05-15"),
        sex=request.sex or "",
        nationality=country,
        document_type=request.documents[0] if request.documents else "ID_CARD",
        document_number=request.documentNumber or number,
        personal_code=request.personalNumber,
        issued=date.fromisoformat(request.dateOfIssue) if request.dateOfIssue else today - _YEARS_5,
        expires=date.fromisoformat(request.dateOfExpiry) if request.dateOfExpiry else today + _YEARS_5,
        issuing_country=country,
        address=request.address,
    )
