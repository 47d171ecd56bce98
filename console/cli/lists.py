"""`list` and `import`: what the profile knows, for scripts and for people; asks no provider."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from console.bootstrap import OpenConsole
from console.cli.exits import Exit
from console.cli.session import (
    ProfileOptions,
    open_session,
    print_json,
    print_table,
    profile_options,
    read_text,
    run,
)
from console.domain.export import ExportFormat, ExportList, ExportOrder, ExportWish
from console.domain.listing import CustomerRow, ListQuery, SortColumn, VerificationRow
from console.domain.phase import Phase
from console.domain.provider import ProviderId
from console.domain.risk import LabelKind
from console.papers.csv_paper import build_plain_csv
from console.providers.registry import load_providers
from console.services.imports import ImportReport

_VERIFICATION_KEYS = (
    "provider", "account", "environment", "id", "customer", "customer_id", "reference", "email", "phase",
    "status", "labels", "codes", "assignee", "has_report", "created_at", "updated_at", "as_of",
)  # fmt: skip
_CUSTOMER_KEYS = ("customer_id", "name", "email", "reference", "providers", "phase", "verifications")
_FILE = click.Path(dir_okay=False, path_type=Path)
_CODE_KINDS = frozenset({LabelKind.CODE})


@click.command("list")
@profile_options
@click.argument("what", type=click.Choice(["customers", "verifications"]))
@click.option("--provider", "providers", multiple=True)
@click.option("--phase", "phases", multiple=True, type=click.Choice([phase.value for phase in Phase]))
@click.option("--label", default="", help="Only verifications that carry this label, code or tag.")
@click.option("--query", "text", default="", help="Words to look for, as in the window.")
@click.option("--since", metavar="DATE", help="Only what was updated then or later (ISO 8601).")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0)
@click.option("--json", "as_json", is_flag=True)
@click.option("--csv", "as_csv", is_flag=True)
@click.option("--xlsx", type=_FILE, metavar="FILE", help="Write the whole filtered list as a spreadsheet.")
@click.option("--jsonl", type=_FILE, metavar="FILE", help="Write the whole filtered list as JSON Lines.")
@click.option(
    "--personal", is_flag=True, help="Files hold names, addresses and, as JSON Lines, raw records too."
)
def list_group(
    options: ProfileOptions,
    what: str,
    providers: tuple[str, ...],
    phases: tuple[str, ...],
    label: str,
    text: str,
    since: str | None,
    limit: int,
    offset: int,
    as_json: bool,
    as_csv: bool,
    xlsx: Path | None,
    jsonl: Path | None,
    personal: bool,
) -> None:
    """Customers or verifications, newest first. A file takes in every row, whatever the limit.

    CSV and JSON have the columns that were promised to scripts, names and addresses among them; a file has these only
    with --personal. Files, CSV and JSON are logged: which columns, which of them are personal, how many rows.
    """
    if sum((as_json, as_csv, xlsx is not None, jsonl is not None)) > 1:
        raise click.UsageError("--json, --csv, --xlsx and --jsonl exclude each other; choose one of them.")
    form = "json" if as_json else "csv" if as_csv else "table"
    _verify_providers(providers)
    query = ListQuery(
        text=text,
        providers=frozenset(ProviderId(provider) for provider in providers),
        phases=frozenset(Phase(phase) for phase in phases),
        label=label,
        since=_read_moment(since),
        sort=SortColumn.UPDATED,
    )
    path = xlsx or jsonl
    if path is not None:
        wish = ExportWish(ExportList(what), query)
        run(
            _export(
                options, wish, ExportFormat.JSONL if jsonl else ExportFormat.XLSX, path, personal=personal
            )
        )
    elif what == "verifications":
        total, items = run(_load_verifications(options, query, offset, limit, form))
        _print(form, total, [_verification_to_json(row) for row in items], _VERIFICATION_KEYS)
    else:
        total, customers = run(_load_customers(options, query, offset, limit, form))
        _print(form, total, [_customer_to_json(row) for row in customers], _CUSTOMER_KEYS)


@click.command("import")
@profile_options
@click.argument("source", metavar="FILE|-", default="-")
def import_known(options: ProfileOptions, source: str) -> None:
    """Add known ids from CSV: provider,kind,id,customer_reference,customer_name,email."""
    report = run(_import(options, read_text(source)))
    click.echo(f"{report.added} added, {report.known} known already.", err=True)
    for problem in report.problems:
        click.echo(problem, err=True)
    raise SystemExit(Exit.NOT_IN_ORDER if report.problems else Exit.DONE)


async def _load_verifications(
    options: ProfileOptions, query: ListQuery, offset: int, limit: int, form: str
) -> tuple[int, tuple[VerificationRow, ...]]:
    async with open_session(options) as console:
        lists = console.services.lists
        rows = await lists.load_verifications(query, offset, limit)
        await _note_told(console, ExportList.VERIFICATIONS, form, _VERIFICATION_KEYS, len(rows))
        return await lists.count_verifications(query), rows


async def _load_customers(
    options: ProfileOptions, query: ListQuery, offset: int, limit: int, form: str
) -> tuple[int, tuple[CustomerRow, ...]]:
    async with open_session(options) as console:
        lists = console.services.lists
        rows = await lists.load_customers(query, offset, limit)
        await _note_told(console, ExportList.CUSTOMERS, form, _CUSTOMER_KEYS, len(rows))
        return await lists.count_customers(query), rows


async def _note_told(
    console: OpenConsole, what: ExportList, form: str, columns: tuple[str, ...], rows: int
) -> None:
    """A script can keep what it is given, so it is written down first; a table is for the eyes, as in the window."""
    if form != "table":
        await console.services.exports.note_told(what, form, columns, rows)


async def _export(
    options: ProfileOptions, wish: ExportWish, form: ExportFormat, path: Path, *, personal: bool
) -> None:
    async with open_session(options) as console:
        exports = console.services.exports
        columns = tuple(
            (column.name, column.name)
            for column in exports.columns(wish)
            if (personal or not column.is_sensitive) and (form is ExportFormat.JSONL or not column.is_raw)
        )
        done = await exports.export(ExportOrder(wish, form, columns, path), lambda _progress: None)
    click.echo(f"{done.rows} rows, SHA-256 {done.sha256}", err=True)


async def _import(options: ProfileOptions, text: str) -> ImportReport:
    async with open_session(options) as console:
        return await console.services.imports.add_known(text.splitlines())


def _verify_providers(names: tuple[str, ...]) -> None:
    known = load_providers()
    for name in names:
        if ProviderId(name) not in known:
            raise click.BadParameter("there are " + ", ".join(known), param_hint="--provider")


def _read_moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("give a date such as 2026-03-04 or 2026-03-04T09:00:00Z") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _print(form: str, total: int, items: list[dict[str, object]], keys: tuple[str, ...]) -> None:
    if form == "json":
        print_json({"total": total, "items": items})
        return
    rows = [tuple(_to_cell(item[key]) for key in keys) for item in items]
    if form == "csv":
        sys.stdout.write(build_plain_csv(keys, rows))
        return
    print_table(keys, rows)
    click.echo(f"{len(items)} of {total}", err=True)


def _to_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return " ".join(str(each) for each in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return str(value)


def _verification_to_json(row: VerificationRow) -> dict[str, object]:
    return {
        "provider": row.provider,
        "account": row.account_name,
        "environment": row.environment.value,
        "id": row.key.id,
        "customer": row.customer_name,
        "customer_id": row.customer_id,
        "reference": row.reference,
        "email": row.email,
        "phase": row.phase.value,
        "status": row.raw_status,
        "labels": [ref.value for ref in row.labels if ref.kind not in _CODE_KINDS],
        "codes": [ref.value for ref in row.labels if ref.kind in _CODE_KINDS],
        "assignee": row.assignee or None,
        "has_report": row.has_report,
        "created_at": _to_text(row.created_at),
        "updated_at": _to_text(row.updated_at),
        "as_of": _to_text(row.as_of),
    }


def _customer_to_json(row: CustomerRow) -> dict[str, object]:
    return {
        "customer_id": row.customer_id,
        "name": row.name,
        "email": row.email,
        "reference": row.reference,
        "providers": list(row.providers),
        "phase": row.phase.value if row.phase is not None else None,
        "verifications": row.verifications,
    }


def _to_text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
