"""`create` and `outbox`: the same guard and the same durable intent as the window."""

from __future__ import annotations

from dataclasses import replace

import click

from console.cli.exits import Exit, exit_code_of, to_sentence
from console.cli.session import ProfileOptions, open_session, print_json, print_table, profile_options, run
from console.domain.customer import CustomerId
from console.domain.errors import ConsoleError, InputInvalid, ProviderUnreachable
from console.domain.keys import VerificationKey
from console.domain.outbox import CreateIntent, OutboxId, OutboxItem, OutboxState
from console.domain.provider import ProviderId
from console.services.creation import Created, Outcome
from console.services.services import Services


@click.command()
@profile_options
@click.option("--account", "account_name", required=True)
@click.option("--customer-id", default="", help="A customer the provider already knows.")
@click.option("--name", default="")
@click.option("--email", default="")
@click.option("--reference", default="", help="Our own unique reference; made up when left out.")
@click.option("--option", "pairs", multiple=True, metavar="KEY=VALUE", help="The provider's own field names.")
@click.option("--accept-loss", is_flag=True, help="Go ahead although it costs what the refusal named.")
@click.option("--show-url", is_flag=True, help="Print the hosted link, which is a secret.")
@click.option("--json", "as_json", is_flag=True)
def create(
    options: ProfileOptions,
    account_name: str,
    customer_id: str,
    name: str,
    email: str,
    reference: str,
    pairs: tuple[str, ...],
    accept_loss: bool,
    show_url: bool,
    as_json: bool,
) -> None:
    """Create one verification."""
    intent = CreateIntent(
        reference, CustomerId(customer_id), name, email, dict(_split(pair) for pair in pairs)
    )
    document, exit_code, trouble = run(_create(options, account_name, intent, accept_loss, show_url))
    if trouble is not None:
        click.echo(to_sentence(trouble), err=True)
    if as_json:
        print_json(document)
    elif trouble is None or document["id"]:
        click.echo(f"{document['outcome']}: {document['id'] or document['reason']}")
        if document.get("hosted_url"):
            click.echo(str(document["hosted_url"]))
    raise SystemExit(exit_code)


@click.group()
def outbox() -> None:
    """What was asked to be created, and how it ended."""


@outbox.command("list")
@profile_options
@click.option("--json", "as_json", is_flag=True)
def list_items(options: ProfileOptions, as_json: bool) -> None:
    """Every intent, newest first."""
    items = run(_list(options))
    if as_json:
        print_json({"items": items})
    else:
        heading = ("id", "provider", "state", "reference", "verification_id", "reason")
        print_table(heading, [tuple(str(item[key] or "") for key in heading) for item in items])


@outbox.command("resolve")
@profile_options
@click.argument("item_id", metavar="ID")
def resolve(options: ProfileOptions, item_id: str) -> None:
    """Find out what became of an uncertain create; nothing is made a second time."""
    item = run(_resolve(options, OutboxId(item_id)))
    told = item.verification_id or item.reason
    if item.state is OutboxState.SENDING:
        told = "Another window or program is carrying this at the moment. Ask again in a while."
    click.echo(f"{item.state.value}: {told}")
    raise SystemExit(Exit.DONE if item.state is OutboxState.ACCEPTED else Exit.NOT_IN_ORDER)


@outbox.command("settle")
@profile_options
@click.argument("item_id", metavar="ID")
@click.option(
    "--found", default="", metavar="PROVIDER_ID", help="It exists: the provider's id of what was made."
)
@click.option("--nothing-made", is_flag=True, help="It does not exist: it may be created again.")
def settle(options: ProfileOptions, item_id: str, found: str, nothing_made: bool) -> None:
    """Say what you found at the provider, where its interface does not tell."""
    if bool(found) == nothing_made:
        raise click.UsageError("Say either --found PROVIDER_ID or --nothing-made.")
    item = run(_settle(options, OutboxId(item_id), found))
    click.echo(f"{item.state.value}: {item.verification_id or item.reason}")


async def _create(
    options: ProfileOptions, account_name: str, intent: CreateIntent, accept_loss: bool, show_url: bool
) -> tuple[dict[str, object], Exit, ConsoleError | None]:
    """What scripts read, the exit code, and what kept it from being made or only its link from being shown."""
    document = _build_document(Outcome.REFUSED)
    try:
        async with open_session(options) as console:
            services = console.services
            account = services.accounts.find_by_name(account_name)
            complete = replace(
                intent, reference=intent.reference.strip() or services.creation.new_reference()
            )
            created = await services.creation.create(account.id, complete, accept_loss=accept_loss)
            # From here on it stands: whatever fails now takes nothing back of how it ended.
            document = _build_document(created.outcome, created.reason)
            if created.key is not None:
                document["id"] = created.key.id
                await _tell_more(services, created.key, document, show_url)
    except ConsoleError as error:
        document["reason"] = document["reason"] or to_sentence(error)
        return document, Exit.DONE if document["id"] else _exit_code_of(error), error
    return document, _exit_code(created), None


def _build_document(outcome: Outcome, reason: str = "") -> dict[str, object]:
    return {"outcome": outcome.value, "id": None, "status": None, "reason": reason or None}


async def _tell_more(
    services: Services, key: VerificationKey, document: dict[str, object], show_url: bool
) -> None:
    case = await services.cases.load_case(key)
    document["status"] = case.stored.verification.raw_status
    if show_url:
        document["hosted_url"] = None
        document["hosted_url"] = (await services.cases.show_link(key)).url


async def _list(options: ProfileOptions) -> list[dict[str, object]]:
    async with open_session(options) as console:
        accounts = {account.id: account for account in console.services.accounts.load_accounts()}
        items: list[dict[str, object]] = []
        for item in await console.services.creation.load_outbox():
            account = accounts.get(item.account_id)
            provider = account.provider if account is not None else ProviderId("")
            items.append(_to_json(item, provider, account.name if account is not None else ""))
        return items


async def _resolve(options: ProfileOptions, item_id: OutboxId) -> OutboxItem:
    async with open_session(options) as console:
        return await console.services.creation.resolve(item_id)


async def _settle(options: ProfileOptions, item_id: OutboxId, found: str) -> OutboxItem:
    async with open_session(options) as console:
        creation = console.services.creation
        return await (creation.settle_found(item_id, found) if found else creation.settle_absent(item_id))


def _split(pair: str) -> tuple[str, str]:
    key, separator, value = pair.partition("=")
    if not separator or not key:
        raise click.BadParameter("write an option as key=value", param_hint="--option")
    return key, value


def _exit_code_of(error: ConsoleError) -> Exit:
    """A reference that cannot be used is no wrong usage: whoever made it up could not know."""
    if isinstance(error, InputInvalid) and error.field == "reference":
        return Exit.NOT_IN_ORDER
    return exit_code_of(error)


def _exit_code(created: Created) -> Exit:
    if created.outcome is Outcome.CREATED:
        return Exit.DONE
    if created.outcome is Outcome.UNCERTAIN or created.code == ProviderUnreachable.code:
        return Exit.ENVIRONMENT
    return Exit.USAGE if created.code == InputInvalid.code else Exit.NOT_IN_ORDER


def _to_json(item: OutboxItem, provider: ProviderId, account_name: str) -> dict[str, object]:
    return {
        "id": item.id,
        "provider": provider,
        "account": account_name,
        "state": item.state.value,
        "customer_id": item.customer_id or None,
        "reference": item.intent.reference,
        "verification_id": item.verification_id,
        "created_at": item.created_at.isoformat(),
        "reason": item.reason or None,
    }
