"""`demo`: the simulator in a process of its own, its accounts in a profile, and the window on it."""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

import click

from console.cli.exits import Exit
from console.cli.session import ProfileOptions, open_session, run
from console.domain.errors import ConsoleError, EnvironmentFault
from console.hub.thanks import build_return_settings
from console.services.services import Services
from console.services.simulator import add_simulator, fetch_control
from console.services.simulator_process import running_simulator

# What a shell makes of a program ended by a signal.
_SIGNALLED: Final = 128
_EXPOSED: Final = (
    "Everybody in the network of {} can open the simulator's verification pages until this program ends. Everything on "
    "them is invented; its control address and its providers answer this computer only."
)


@click.command()
@click.option("--profile", "profile_dir", type=click.Path(file_okay=False, path_type=Path))
@click.option("--customers", type=click.IntRange(0), default=500, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--speed", type=click.FloatRange(0), default=30.0, show_default=True)
@click.option("--view", default="verifications", show_default=True)
@click.option("--select", default="", metavar="ID")
@click.option("--theme", type=click.Choice(["light", "dark"]))
@click.option("--size", default="1440x900", show_default=True, metavar="WxH")
@click.option("--scale", type=click.FloatRange(0.5, 4.0))
@click.option("--locale", default="")
@click.option("--screenshot", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--timeout", "timeout_s", type=click.FloatRange(1), default=60.0, show_default=True)
@click.option("--lan", metavar="ADDRESS", help="Serve the hosted pages there, so that a phone can open them.")
def demo(
    profile_dir: Path | None,
    customers: int,
    seed: int,
    speed: float,
    view: str,
    select: str,
    theme: str | None,
    size: str,
    scale: float | None,
    locale: str,
    screenshot: Path | None,
    timeout_s: float,
    lan: str | None,
) -> None:
    """Try it without any key: a simulated world of customers at four providers."""
    from console.desktop import WindowOptions, run_window, verify_display, verify_view

    try:
        verify_view(view)
        verify_display(screenshot is not None)
    except ConsoleError as error:
        click.echo(error.user_message, err=True)
        raise SystemExit(Exit.ENVIRONMENT if isinstance(error, EnvironmentFault) else Exit.USAGE) from error
    above: Mapping[str, Path | None] = click.get_current_context().obj or {}
    options = WindowOptions(
        view=view,
        select=select,
        theme=theme,
        size=_read_size(size),
        scale=scale,
        locale=locale,
        screenshot=screenshot,
        timeout_s=timeout_s,
    )
    signal.signal(signal.SIGTERM, _end_in_order)
    if lan is not None:
        click.echo(_EXPOSED.format(lan), err=True)
    with (
        demo_profile(profile_dir or above.get("profile_dir")) as folder,
        running_simulator(customers, seed, speed, lan or "127.0.0.1") as start_line,
    ):
        listening = _find_free_address()
        # A phone in the same network does not reach this machine's loopback: there the simulator ends by itself.
        returns = build_return_settings(f"http://{listening}") if lan is None else {}
        run(_add_accounts(ProfileOptions(folder, None), start_line, returns))
        subscribe = partial(_subscribe, str(start_line["control_url"]))
        code = run_window(folder, None, options._replace(webhooks=listening, on_listening=subscribe))
    raise SystemExit(code)


def _end_in_order(number: int, _frame: FrameType | None) -> NoReturn:
    """Told to end before the window takes signals itself: no simulator and no profile stays behind."""
    raise SystemExit(_SIGNALLED + number)


@contextmanager
def demo_profile(chosen: Path | None) -> Iterator[Path]:
    """The chosen profile, or a temporary one that is removed at the end."""
    if chosen is not None:
        yield chosen
        return
    folder = Path(tempfile.mkdtemp(prefix="compliance-console-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _add_accounts(
    options: ProfileOptions, start_line: Mapping[str, object], returns: Mapping[str, str]
) -> None:
    async with open_session(options, simulator=True) as console:
        await add_simulator(console.services, start_line, returns)


def _find_free_address() -> str:
    """An address on loopback that is free now: accounts name their return pages before the listener is opened."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{found.getsockname()[1]}"


async def _subscribe(control_url: str, services: Services, base_url: str) -> None:
    """Ask the simulator to send every provider's webhooks to our listener on loopback."""
    for account in services.accounts.load_accounts():
        if not services.webhooks.can_receive(account):
            continue
        url = base_url + services.webhooks.path(account)
        body: dict[str, object] = {"provider": account.provider, "url": url, "events": []}
        await asyncio.to_thread(fetch_control, control_url, "/webhooks", body)


def _read_size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise click.BadParameter("write the size as 1440x900", param_hint="--size")
    return int(width), int(height)
