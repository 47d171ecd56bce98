"""The command group itself: without a command it opens the window; decides nothing."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import click

from console import __version__
from console.base.logs import configure_logging
from console.base.paths import default_profile_dir
from console.cli.exits import exit_code_of, to_sentence
from console.domain.errors import ConsoleError

if TYPE_CHECKING:
    from console.ui.toolkit.window_options import ExitAfter

_INTERRUPTED: Final = 130
# Where each command lives: only the one that was asked for is imported, and none before the window's first paint.
_COMMANDS: Final = {
    "account": ("accounts", "account"),
    "audit": ("audit", "audit"),
    "bench": ("system", "bench"),
    "capsule": ("capsule", "capsule"),
    "create": ("outbox", "create"),
    "demo": ("demo", "demo"),
    "dev": ("dev", "dev"),
    "doctor": ("system", "doctor"),
    "import": ("lists", "import_known"),
    "list": ("lists", "list_group"),
    "outbox": ("outbox", "outbox"),
    "report": ("reports", "report"),
    "sandbox": ("system", "sandbox"),
    "sync": ("sync", "sync"),
    "vault": ("vault", "vault"),
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = _COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place
        return cast(click.Command, getattr(import_module(f"console.cli.{module}"), name))


@click.group(cls=_LazyGroup, invoke_without_command=True)
@click.version_option(__version__)
@click.option("--profile", "profile_dir", type=click.Path(file_okay=False, path_type=Path))
@click.option("--passphrase-file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--exit-after", type=click.Choice(["first-paint", "first-sync"]))
@click.option("--webhooks", metavar="HOST:PORT", help="Open the embedded webhook listener there.")
@click.option(
    "--public-url",
    metavar="URL",
    help="Where your tunnel makes that listener reachable: new accounts return customers to a page of ours there, and "
    "Settings shows the address for webhooks below it.",
)
@click.pass_context
def cli(
    context: click.Context,
    profile_dir: Path | None,
    passphrase_file: Path | None,
    exit_after: ExitAfter | None,
    webhooks: str | None,
    public_url: str | None,
) -> None:
    """Identity verification at four providers, in one place. Without a command it opens the window."""
    context.obj = {"profile_dir": profile_dir, "passphrase_file": passphrase_file}
    if context.invoked_subcommand is None:
        from console.desktop import WindowOptions, run_window

        options = WindowOptions(
            exit_after=exit_after,
            webhooks=webhooks,
            public_url=public_url or "",
            returns=_build_returns(webhooks, public_url),
        )
        raise SystemExit(run_window(profile_dir or default_profile_dir(), passphrase_file, options))


def _build_returns(webhooks: str | None, public_url: str | None) -> dict[str, str]:
    """Return addresses at the listener as the world sees it; none without a listener that the world can reach."""
    if public_url is None:
        return {}
    if webhooks is None:
        raise click.UsageError(
            "--public-url says where a listener is reached: give --webhooks HOST:PORT too."
        )
    from console.hub.thanks import build_public_settings

    return build_public_settings(public_url)


def main() -> int:
    """Run the program with the process's arguments; returns the exit code. Wrong usage is 2."""
    configure_logging()
    try:
        outcome = cli.main(standalone_mode=False, prog_name="compliance-console")
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ConsoleError as error:
        click.echo(to_sentence(error), err=True)
        return exit_code_of(error)
    except click.Abort:
        return _INTERRUPTED
    return outcome if isinstance(outcome, int) else 0
