"""`audit`: check the audit trail, and take it out as a file; needs no window and no network."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import click

from console.cli.reports import print_checks
from console.cli.session import ProfileOptions, open_session, profile_options, run
from console.domain.checks import Check
from console.domain.errors import InputInvalid
from console.domain.export import Exported, ExportFormat, ExportList, ExportOrder, ExportWish

_SUFFIXES: Final = {f".{form.value}": form for form in ExportFormat}
_FIX: Final = (
    "Compare with the head noted on a dossier, a capsule or elsewhere, and restore the profile from a backup."
)


@click.group()
def audit() -> None:
    """The audit trail: who did what and when, each entry chained to the one before."""


@audit.command("verify")
@profile_options
@click.option("--json", "as_json", is_flag=True)
def verify(options: ProfileOptions, as_json: bool) -> None:
    """Check every entry. That the newest were cut off shows only against a head noted elsewhere."""

    async def work() -> tuple[Check, ...]:
        async with open_session(options) as console:
            result = await console.services.activity.verify()
        if result.is_sound:
            message = f"{result.entries} entries, each follows from the one before. Head: {result.head}"
            return (Check("audit", True, message),)
        return tuple(Check("audit", False, problem, _FIX) for problem in result.problems)

    print_checks(run(work()), as_json=as_json)


@audit.command("export")
@profile_options
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(options: ProfileOptions, file: Path) -> None:
    """Write the whole trail, newest first, as .jsonl, .csv or .xlsx; the export is an entry itself."""
    form = _SUFFIXES.get(file.suffix.lower())
    if form is None:
        raise InputInvalid(f"Name the file with one of {', '.join(_SUFFIXES)}.", field="file")
    target = file.absolute()

    async def work() -> Exported:
        async with open_session(options) as console:
            wish = ExportWish(ExportList.ACTIVITY)
            names = tuple((each.name, each.name) for each in console.services.exports.columns(wish))
            order = ExportOrder(wish, form, names, await asyncio.to_thread(target.resolve))
            return await console.services.exports.export(order, lambda _progress: None)

    done = run(work())
    click.echo(f"{done.sha256}  {file}")
    click.echo(f"{done.rows} entries.", err=True)
