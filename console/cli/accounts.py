"""`account`: add, list, test and remove accounts without a window."""

from __future__ import annotations

from collections.abc import Mapping

import click

from console.cli.session import (
    ProfileOptions,
    open_session,
    print_json,
    print_table,
    profile_options,
    read_text,
    run,
)
from console.domain.account import Account
from console.domain.errors import InputInvalid
from console.domain.provider import Environment, ProviderId
from console.hub.thanks import build_public_settings
from console.services.accounts import AccountDraft
from console.services.simulator import add_simulator, read_object, read_values


@click.group()
def account() -> None:
    """Accounts at providers: one set of credentials each."""


@account.command("add")
@profile_options
@click.argument("provider")
@click.option("--name", required=True)
@click.option("--environment", type=click.Choice([each.value for each in Environment]), required=True)
@click.option(
    "--from", "source", required=True, metavar="FILE|-", help="JSON object with the account's values."
)
@click.option(
    "--public-url",
    metavar="URL",
    help="Where your tunnel makes the --webhooks listener reachable: return addresses that are not given are there.",
)
def add(
    options: ProfileOptions, provider: str, name: str, environment: str, source: str, public_url: str | None
) -> None:
    """Add one account; its values are read from a file or standard input, never from the command line."""
    returns = build_public_settings(public_url) if public_url is not None else {}
    values = {**returns, **read_values(read_object(read_text(source)))}
    draft = AccountDraft(
        ProviderId(provider), name, Environment(environment), values.pop("base_url", ""), values
    )
    added = run(_add(options, draft))
    click.echo(f"Added {added.name}.", err=True)


@account.command("add-sandbox")
@profile_options
@click.argument("source", metavar="FILE|-")
def add_sandbox(options: ProfileOptions, source: str) -> None:
    """Add the four accounts of a running simulator, from its start line, and the ids it knows."""
    names = run(_add_sandbox(options, read_object(read_text(source))))
    click.echo("Added " + ", ".join(names) + ".", err=True)


@account.command("list")
@profile_options
@click.option("--json", "as_json", is_flag=True)
def list_accounts(options: ProfileOptions, as_json: bool) -> None:
    """Every account with its last good answer."""
    rows = run(_list(options))
    if as_json:
        print_json({"accounts": rows})
    else:
        heading = ("name", "provider", "environment", "base_url", "last_ok", "state")
        print_table(heading, [tuple(str(row[key] or "") for key in heading) for row in rows])


@account.command("test")
@profile_options
@click.argument("name")
def test(options: ProfileOptions, name: str) -> None:
    """Make one harmless call with an account's credentials."""
    run(_test(options, name))
    click.echo("The provider accepted these credentials.", err=True)


@account.command("remove")
@profile_options
@click.argument("name")
@click.option(
    "--give-up", is_flag=True, help="Even though a create of it is not settled; look at the provider."
)
def remove(options: ProfileOptions, name: str, give_up: bool) -> None:
    """Remove an account and everything known through it from this profile."""
    run(_remove(options, name, give_up))
    click.echo(f"Removed {name}. Nothing was changed at the provider.", err=True)


async def _add(options: ProfileOptions, draft: AccountDraft) -> Account:
    simulator = draft.environment is Environment.SIMULATOR
    async with open_session(options, simulator=simulator) as console:
        accounts = console.services.accounts
        known = accounts.manifest(draft.provider).base_urls.get(draft.environment, "")
        if not draft.base_url and not known:
            raise InputInvalid("The values must hold a base_url for this environment.")
        complete = AccountDraft(
            draft.provider, draft.name, draft.environment, draft.base_url or known, draft.values
        )
        return await accounts.add(complete)


async def _add_sandbox(options: ProfileOptions, start_line: Mapping[str, object]) -> tuple[str, ...]:
    async with open_session(options, simulator=True) as console:
        return await add_simulator(console.services, start_line)


async def _list(options: ProfileOptions) -> list[dict[str, object]]:
    async with open_session(options) as console:
        accounts, webhooks = console.services.accounts, console.services.webhooks
        rows: list[dict[str, object]] = []
        for each in accounts.load_accounts():
            state = accounts.state(each.id)
            rows.append(
                {
                    "name": each.name,
                    "provider": each.provider,
                    "environment": each.environment.value,
                    "base_url": each.base_url,
                    "last_ok": state.last_ok_at.isoformat() if state.last_ok_at else None,
                    "state": state.link.value,
                    "webhook_path": webhooks.path(each) if webhooks.can_receive(each) else None,
                }
            )
        return rows


async def _test(options: ProfileOptions, name: str) -> None:
    async with open_session(options) as console:
        accounts = console.services.accounts
        await accounts.check_account(accounts.find_by_name(name).id)


async def _remove(options: ProfileOptions, name: str, give_up: bool) -> None:
    async with open_session(options) as console:
        accounts = console.services.accounts
        await accounts.remove(accounts.find_by_name(name).id, give_up=give_up)
