"""What is found inside stored reports; pure values."""

from __future__ import annotations

from dataclasses import dataclass, field

from console.domain.keys import VerificationKey
from console.domain.provider import ProviderId
from console.domain.report import Report


@dataclass(frozen=True, slots=True)
class PageFound:
    """A page, counted from 0, and the line of its text in which the words stand (the first of them)."""

    page: int
    line: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReportFound:
    """One report in whose text the words stand. `pages` are the first of `page_count` pages, in their order."""

    report: Report
    customer_name: str = field(repr=False)
    provider: ProviderId
    pages: tuple[PageFound, ...]
    page_count: int

    @property
    def key(self) -> VerificationKey:
        """Whose report it is."""
        return self.report.key


@dataclass(frozen=True, slots=True)
class LibraryAnswer:
    """The newest reports first; `is_cut` when there are more than were asked for."""

    found: tuple[ReportFound, ...]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class LibraryState:
    """How many of the stored reports can be searched. `unreadable` ones hold no text that can be read; of `cut` ones,
    which are too long, only the beginning is searched."""

    reports: int
    indexed: int
    unreadable: int
    cut: int = 0

    @property
    def is_complete(self) -> bool:
        """True when every report was looked into."""
        return self.indexed + self.unreadable >= self.reports
