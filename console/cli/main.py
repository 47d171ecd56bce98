"""The command group itself: without a command it opens the window; decides nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from console import __version__
from console.base.logs import configure_logging
from console.cli.accounts import account
from console.cli.demo import demo
from console.cli.lists import import_known, list_group
from console.cli.outbox import create, outbox
from console.cli.reports import report
from console.cli.session import ProfileOptions, exit_code_of, profile_options
from console.cli.sync import sync
from console.cli.system import bench, doctor, sandbox
from console.domain.errors import ConsoleError

_INTERRUPTED = 130


@click.group(invoke_without_command=True)
@click.version_option(__version__)
@click.option("--profile", "profile_dir", type=click.Path(file_okay=False, path_type=Path))
@click.option("--passphrase-file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--exit-after", type=click.Choice(["first-paint", "first-sync"]))
@click.option("--webhooks", metavar="HOST:PORT", help="Open the embedded webhook listener there.")
@click.pass_context
def cli(
    context: click.Context,
    profile_dir: Path | None,
    passphrase_file: Path | None,
    exit_after: str | None,
    webhooks: str | None,
) -> None:
    """Identity verification at four providers, in one place. Without a command it opens the window."""
    context.obj = {"profile_dir": profile_dir, "passphrase_file": passphrase_file}
    if context.invoked_subcommand is None:
        context.invoke(window, exit_after=exit_after, webhooks=webhooks)


@cli.command(hidden=True)
@profile_options
@click.option("--exit-after", type=click.Choice(["first-paint", "first-sync"]))
@click.option("--webhooks", metavar="HOST:PORT")
def window(options: ProfileOptions, **values: Any) -> None:
    """Open the window."""
    from console.desktop import WindowOptions, run_window

    raise SystemExit(run_window(options.folder, options.passphrase_file, WindowOptions(**values)))


for _command in (
    account,
    bench,
    create,
    demo,
    doctor,
    import_known,
    list_group,
    outbox,
    report,
    sandbox,
    sync,
):
    cli.add_command(_command)


def main() -> int:
    """Run the program with the process's arguments; returns the exit code. Wrong usage is 2."""
    configure_logging()
    try:
        outcome = cli.main(standalone_mode=False, prog_name="compliance-console")
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ConsoleError as error:
        click.echo(error.user_message, err=True)
        return exit_code_of(error)
    except click.Abort:
        return _INTERRUPTED
    return outcome if isinstance(outcome, int) else 0
