"""`report`: fetch, list, save and verify stored reports."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from console.bootstrap import OpenConsole
from console.cli.exits import Exit
from console.cli.session import ProfileOptions, open_session, print_json, print_table, profile_options, run
from console.domain.checks import Check, checks_to_json
from console.domain.errors import NotKnown
from console.domain.evidence_file import VaultFinding, VaultProblem, VaultProgress
from console.domain.keys import VerificationKey


@click.group()
def report() -> None:
    """Providers' PDF reports, kept encrypted exactly as received."""


@report.command("fetch")
@profile_options
@click.argument("verification_id", metavar="ID")
def fetch(options: ProfileOptions, verification_id: str) -> None:
    """Fetch the report of one verification and keep it."""

    async def work() -> str:
        async with open_session(options) as console:
            return (
                await console.services.reports.fetch(await find_verification(console, verification_id))
            ).sha256

    click.echo(run(work()))


@report.command("list")
@profile_options
@click.option("--json", "as_json", is_flag=True)
def list_reports(options: ProfileOptions, as_json: bool) -> None:
    """Every stored report."""

    async def work() -> list[dict[str, object]]:
        async with open_session(options) as console:
            return [
                {
                    "verification_id": stored.key.id,
                    "provider": row.provider,
                    "kind": stored.kind,
                    "bytes": stored.size_bytes,
                    "sha256": stored.sha256,
                    "fetched_at": stored.fetched_at.isoformat(),
                }
                async for stored, row in console.services.reports.iter_all()
            ]

    items = run(work())
    if as_json:
        print_json({"items": items})
    else:
        heading = ("verification_id", "provider", "bytes", "fetched_at", "sha256")
        print_table(heading, [tuple(str(item[key]) for key in heading) for item in items])


@report.command("save")
@profile_options
@click.argument("verification_id", metavar="ID")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def save(options: ProfileOptions, verification_id: str, file: Path) -> None:
    """Write a plain copy of a stored report; it is no longer protected there, and the copy is logged."""

    async def work() -> None:
        async with open_session(options) as console:
            await console.services.reports.save_copy(await find_verification(console, verification_id), file)

    run(work())
    click.echo(f"Saved a plain copy as {file}.", err=True)


@report.command("verify")
@profile_options
@click.option("--json", "as_json", is_flag=True)
def verify(options: ProfileOptions, as_json: bool) -> None:
    """Decrypt and re-hash everything stored, and compare it with its records, offline."""

    async def work() -> tuple[Check, ...]:
        async with open_session(options) as console:
            checked = await console.services.evidence.verify(_tell)
            problems = {each.object_id: each for each in checked.problems}
            checks = [
                _to_check(stored.key.id, problems.pop(stored.object_id, None), stored.sha256)
                async for stored, _row in console.services.reports.iter_all()
            ]
            rest = (
                _to_check(each.key.id if each.key else each.object_id, each, "") for each in problems.values()
            )
            return (*checks, *rest)

    checks = run(work())
    if not checks:
        click.echo("No report is stored in this profile yet, so there is nothing to verify.", err=True)
    print_checks(checks, as_json=as_json)


def _tell(progress: VaultProgress) -> None:
    if sys.stderr.isatty():
        click.echo(
            f"\r{progress.done} of {progress.total} files", nl=progress.done == progress.total, err=True
        )


def _to_check(name: str, problem: VaultProblem | None, digest: str) -> Check:
    if problem is None:
        return Check(name, ok=True, message=digest)
    # An object that nobody names is no fault of any evidence.
    is_fine = problem.finding is VaultFinding.UNNAMED
    return Check(name, is_fine, problem.sentence, "" if is_fine else f"report fetch {name}")


def print_checks(checks: tuple[Check, ...], *, as_json: bool) -> None:
    """Print checks and end with 0 when all are well, else with 1."""
    if as_json:
        print_json(checks_to_json(checks))
    else:
        for check in checks:
            click.echo(f"{'ok ' if check.ok else 'NOT'}  {check.name}: {check.message} {check.fix}".rstrip())
    raise SystemExit(Exit.DONE if all(check.ok for check in checks) else Exit.NOT_IN_ORDER)


async def find_verification(console: OpenConsole, verification_id: str) -> VerificationKey:
    """The only verification with this id. Raises `NotKnown`."""
    found = await console.services.lists.find_verifications(verification_id)
    if len(found) != 1:
        raise NotKnown("There is not exactly one verification with this id in this profile.")
    return found[0]
