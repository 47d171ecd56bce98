"""What can be asked about reports' texts: where words stand, what was not read yet; plain SQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from console.base.folding import fold
from console.domain.account import AccountId
from console.domain.keys import VerificationId, VerificationKey
from console.domain.provider import ProviderId
from console.domain.report import Report
from console.domain.report_text import LibraryAnswer, LibraryState, PageFound, ReportFound
from console.store.queries.list_queries import ListQueries
from console.store.queries.records import to_report
from console.store.text import build_match, split_terms

_PAGES_SHOWN: Final = 20
_LINE_CHARACTERS: Final = 240
_COLUMNS: Final = "r.kind, r.size_bytes, r.sha256, r.fetched_us, r.source, r.request_id, r.object_id"
# Only the newest report of each verification: an older one is what the provider thought before.
_NEWEST: Final = "r.number = (SELECT max(number) FROM report WHERE verification = r.verification)"
_FOUND: Final = f"""
WITH hit AS MATERIALIZED (
    SELECT p.report, count(*) AS pages FROM report_search s CROSS JOIN report_page p ON p.number = s.rowid
    WHERE s.report_search MATCH ? GROUP BY p.report)
SELECT r.number, hit.pages, a.id, v.id, a.provider, coalesce(nullif(c.name, ''), v.told_name), {_COLUMNS}
FROM hit CROSS JOIN report r ON r.number = hit.report JOIN verification v ON v.number = r.verification
JOIN account a ON a.number = v.account LEFT JOIN customer c ON c.account = v.account AND c.id = v.customer_id
WHERE {_NEWEST} ORDER BY r.fetched_us DESC, r.number DESC LIMIT ?
"""  # noqa: S608 - constants of ours
_LINES: Final = """
SELECT p.page, p.body FROM report_page p WHERE p.report = ? AND p.number IN
    (SELECT rowid FROM report_search WHERE report_search MATCH ?) ORDER BY p.page LIMIT ?
"""
_UNREAD: Final = f"""
SELECT a.id, v.id, {_COLUMNS} FROM report r JOIN verification v ON v.number = r.verification
JOIN account a ON a.number = v.account
WHERE {_NEWEST} AND NOT EXISTS (SELECT 1 FROM report_text x WHERE x.report = r.number)
ORDER BY r.number DESC LIMIT ?
"""  # noqa: S608 - constants of ours
_STATE: Final = f"""
SELECT count(*), count(x.pages), count(x.report) - count(x.pages), coalesce(sum(x.left_out > 0), 0)
FROM report r LEFT JOIN report_text x ON x.report = r.number WHERE {_NEWEST}
"""  # noqa: S608 - constants of ours


class ReportTextQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def search_reports(self, text: str, limit: int) -> LibraryAnswer:
        """The newest `limit` reports on whose pages all the words stand; nothing for nothing to search for."""
        match = build_match(text)
        if not match:
            return LibraryAnswer(())
        rows = self._all(_FOUND, (match, limit + 1))
        terms = split_terms(text)
        found: list[ReportFound] = []
        for number, pages, account_id, known_id, provider, name, *facts in rows[:limit]:
            key = VerificationKey(AccountId(account_id), VerificationId(known_id))
            lines = self._all(_LINES, (number, match, _PAGES_SHOWN))
            shown = tuple(PageFound(page, find_line(body, terms)) for page, body in lines)
            report = to_report(key, tuple(facts))
            found.append(ReportFound(report, name or "", ProviderId(provider), shown, pages))
        return LibraryAnswer(tuple(found), is_cut=len(rows) > limit)

    def load_unread_reports(self, limit: int) -> tuple[Report, ...]:
        """Reports whose text nobody has tried to read yet, newest first."""
        return tuple(
            to_report(VerificationKey(AccountId(account_id), VerificationId(known_id)), tuple(facts))
            for account_id, known_id, *facts in self._all(_UNREAD, (limit,))
        )

    def load_library_state(self) -> LibraryState:
        """How many reports there are and how many can be searched."""
        row = self._one(_STATE, ())
        return LibraryState(0, 0, 0) if row is None else LibraryState(*(int(each) for each in row))


def find_line(body: str, terms: Iterable[str]) -> str:
    """The first line of a page in which most of the words stand, shortened around the first of them."""
    wanted = tuple(terms)
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    best, most = "", -1
    for line in lines:
        folded = fold(line)
        count = sum(term in folded for term in wanted)
        if count > most:
            best, most = line, count
        if most == len(wanted):
            break
    if len(best) <= _LINE_CHARACTERS:
        return best
    folded = fold(best)
    first = min((at for term in wanted if (at := folded.find(term)) >= 0), default=0)
    # Folding changes lengths a little: begin early enough for the word to be inside.
    start = max(0, min(first - _LINE_CHARACTERS // 3, len(best) - _LINE_CHARACTERS))
    cut = best[start : start + _LINE_CHARACTERS].strip()
    return ("… " if start else "") + cut + (" …" if start + _LINE_CHARACTERS < len(best) else "")
