"""`vault`: stored evidence as a folder of its own, still encrypted, and back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.bootstrap import OpenConsole
from console.cli.exits import Exit
from console.cli.session import ProfileOptions, open_session, profile_options, run

if TYPE_CHECKING:
    from console.services.vault_copies import CopyResult


@click.group()
def vault() -> None:
    """Everything stored of providers: reports and pictures, encrypted with this profile's key."""


@vault.command("export")
@profile_options
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(options: ProfileOptions, folder: Path) -> None:
    """Copy every stored file into a new FOLDER, encrypted as it is here: only this profile opens it."""
    result = _run(options, lambda console: console.services.evidence.export_vault(folder))
    click.echo(f"{result.copied} files were copied.")
    _end(result)


@vault.command("import")
@profile_options
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def import_folder(options: ProfileOptions, folder: Path) -> None:
    """Bring back from an exported FOLDER what is missing or damaged here."""
    result = _run(options, lambda console: console.services.evidence.import_vault(folder))
    click.echo(f"{result.copied} files were brought back, {result.known} were here already.")
    _end(result)


def _run(options: ProfileOptions, act: Callable[[OpenConsole], Awaitable[CopyResult]]) -> CopyResult:
    async def work() -> CopyResult:
        async with open_session(options) as console:
            return await act(console)

    return run(work())


def _end(result: CopyResult) -> None:
    for sentence in result.problems:
        click.echo(sentence, err=True)
    raise SystemExit(Exit.NOT_IN_ORDER if result.problems else Exit.DONE)
