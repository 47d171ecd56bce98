"""`sync`: one headless pass over every account."""

from __future__ import annotations

import click

from console.cli.exits import Exit
from console.cli.session import ProfileOptions, open_session, print_json, print_table, profile_options, run
from console.sync.coordinator import SyncReport


@click.command()
@profile_options
@click.option("--once", is_flag=True, required=True, help="One pass, then end.")
@click.option("--reports", is_flag=True, help="Then fetch the reports of what was decided within a day.")
@click.option("--json", "as_json", is_flag=True)
def sync(options: ProfileOptions, once: bool, reports: bool, as_json: bool) -> None:
    """Read every account's verifications."""
    del once  # required, so that a later mode that goes on cannot be confused with this one
    passes = run(_sync(options, with_reports=reports))
    if as_json:
        print_json({"accounts": [_to_json(report) for report in passes]})
    else:
        rows = [
            (r.account.name, str(r.seen), str(r.added), str(r.changed), f"{r.seconds:.1f} s", r.error or "ok")
            for r in passes
        ]
        print_table(("account", "seen", "new", "changed", "time", "result"), rows)
    raise SystemExit(_exit_code(passes))


async def _sync(options: ProfileOptions, *, with_reports: bool) -> tuple[SyncReport, ...]:
    async with open_session(options) as console:
        passes = await console.services.sync.sync_once()
        if with_reports:
            count = await console.services.evidence.capture_due()
            click.echo(f"{count} reports or sets of pictures were fetched.", err=True)
        return passes


def _exit_code(reports: tuple[SyncReport, ...]) -> Exit:
    failed = [report for report in reports if report.error]
    if not failed:
        return Exit.DONE
    nothing_started = len(failed) == len(reports) and all(not report.seen for report in failed)
    return Exit.ENVIRONMENT if nothing_started else Exit.NOT_IN_ORDER


def _to_json(report: SyncReport) -> dict[str, object]:
    return {
        "account": report.account.name,
        "provider": report.account.provider,
        "ok": not report.error,
        "seen": report.seen,
        "new": report.added,
        "changed": report.changed,
        "requests": report.requests,
        "seconds": round(report.seconds, 3),
        "error": report.error or None,
    }
