"""Reads a case as the front desk needs it: facts, advice for staff, and the code; decides nothing, shows nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from console.domain.account import AccountId
from console.domain.attention import AttentionReason
from console.domain.case import Case, StoredCase
from console.domain.front_desk import ShownCode
from console.domain.front_desk_session import CaseFacts
from console.domain.keys import VerificationKey
from console.domain.phase import Phase
from console.domain.provider import Environment, PollingMode, ProviderManifest
from console.domain.risk import LabelKind, RiskLabel
from console.domain.verification import HostedLink, Snapshot, Verification
from console.services.cases import CaseService
from console.services.directory import Directory

_MOST_ADVICE: Final = 4
_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_LONGEST_SESSION_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class DeskCase:
    """A case and what the desk makes of it, read at one moment."""

    case: Case
    facts: CaseFacts
    manifest: ProviderManifest


class FactReader:
    """From the store alone; never talks to a provider."""

    def __init__(self, cases: CaseService, directory: Directory) -> None:
        self._cases = cases
        self._directory = directory

    async def load(self, key: VerificationKey) -> DeskCase:
        """Raises `NotKnown`."""
        case = await self._cases.load_case(key)
        manifest = self._directory.provider(case.account).manifest
        return DeskCase(case, build_facts(case, manifest), manifest)

    def describe(self, account_id: AccountId, snapshot: Snapshot, seen_at: datetime) -> DeskCase:
        """The same of what was just told and is in no list yet. Raises `NotKnown` for an account that is gone."""
        verification = snapshot.verification
        stored = StoredCase(
            VerificationKey(account_id, verification.id),
            verification,
            snapshot.customer,
            snapshot.attempts or (),
            (),
            (),
            (),
            None,
            snapshot.unreadable,
            seen_at,
            seen_at,
        )
        case = self._cases.describe(stored)
        manifest = self._directory.provider(case.account).manifest
        return DeskCase(case, build_facts(case, manifest), manifest)

    def find_link(self, found: DeskCase) -> HostedLink:
        """The link if it may be shown now. Raises `ActionRefused` and `LinkRefused`."""
        return self._cases.find_link(found.case)


def build_facts(case: Case, manifest: ProviderManifest) -> CaseFacts:
    """What the rules of the desk look at."""
    stored = case.stored
    verification = stored.verification
    customer = stored.customer
    link = verification.hosted_link
    needs = verification.phase is Phase.ACTION_NEEDED
    attention = manifest.attention.get(verification.raw_status, AttentionReason.ACTION_NEEDED)
    labels = _to_labels(case)
    return CaseFacts(
        stored.key,
        customer.name if customer is not None else "",
        verification.phase,
        verification.raw_status,
        verification.phase.is_final and verification.is_final,
        stored.as_of,
        case.offers,
        link.url if link is not None else "",
        attention if needs else None,
        _to_mark(case, labels) if needs else "",
        _to_advice(labels) if needs or verification.phase.is_final else "",
        Phase.CAPTURING in manifest.told_phases,
        manifest.polling.mode is PollingMode.WEBHOOK,
        _find_seconds(verification, manifest.session_field),
        verification.is_erased,
        needs and bool(stored.attempts) and stored.attempts[-1].raw_status in manifest.unopened_statuses,
    )


def build_code(found: DeskCase, link: HostedLink, reference: str) -> ShownCode:
    """The picture's values for a link that may be shown."""
    parts = urlsplit(link.url)
    is_simulator = found.case.account.environment is Environment.SIMULATOR
    return ShownCode(
        link.url,
        parts.netloc,
        reference,
        _find_detail(found.case.stored.verification, found.manifest.digits_field),
        link.expires_at,
        found.manifest.link_life_is_about,
        is_simulator and (parts.hostname or "") in _HERE,
    )


def to_digest(url: str) -> str:
    """What the audit log keeps of an address."""
    return sha256(url.encode("utf-8")).hexdigest()


def _to_labels(case: Case) -> tuple[RiskLabel, ...]:
    """Those of the newest try first: they say what went wrong just now."""
    newest = case.attempt_labels[-1] if case.attempt_labels else ()
    return tuple(dict.fromkeys((*newest, *case.labels)))


def _to_advice(labels: Iterable[RiskLabel]) -> str:
    """One line a label, the worst first; what a label of no dictionary means nobody can say."""
    known = [label for label in labels if label.ref.kind is not LabelKind.COMMENT]
    known.sort(key=lambda label: -label.severity.rank)
    return "\n".join(_to_line(label) for label in known[:_MOST_ADVICE])


def _to_line(label: RiskLabel) -> str:
    meaning = label.meaning
    if meaning is None:
        return label.ref.value
    return f"{meaning.title} ({label.ref.value}): {meaning.look_at or meaning.meaning}"


def _to_mark(case: Case, labels: tuple[RiskLabel, ...]) -> str:
    """Another one for every result that asks for another try."""
    said = ",".join(sorted(label.ref.value for label in labels))
    attempts = case.stored.attempts
    return f"{case.stored.verification.raw_status}|{len(attempts)}|{said}"


def _find_seconds(verification: Verification, field: str) -> int | None:
    told = _find_detail(verification, field)
    is_number = told.isascii() and told.isdigit() and len(told) <= len(str(_LONGEST_SESSION_S))
    return min(int(told), _LONGEST_SESSION_S) if is_number else None


def _find_detail(verification: Verification, field: str) -> str:
    return next((fact.value for fact in verification.details if field and fact.field == field), "")
