"""What every command shares: the profile option, an open console, errors as one sentence and an exit code."""

from __future__ import annotations

import asyncio
import functools
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from console.base.paths import default_profile_dir
from console.bootstrap import OpenConsole, open_console
from console.cli.exits import exit_code_of, to_sentence
from console.domain.errors import ConsoleError, InputInvalid

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProfileOptions:
    """Where the profile is and, for one in passphrase mode, the file its passphrase is read from."""

    folder: Path
    passphrase_file: Path | None


def profile_options(command: Callable[..., T]) -> Callable[..., T]:
    """Give a command `--profile` and `--passphrase-file`, which may also stand before the command's name."""

    @click.option(
        "--profile",
        "profile_dir",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder of the profile; by default the platform's data folder.",
    )
    @click.option(
        "--passphrase-file",
        type=click.Path(dir_okay=False, exists=True, path_type=Path),
        help="File that holds the passphrase of a profile kept without a keyring.",
    )
    @functools.wraps(command)
    def wrapped(profile_dir: Path | None, passphrase_file: Path | None, **values: Any) -> T:
        above: Mapping[str, Any] = click.get_current_context().obj or {}
        folder = profile_dir or above.get("profile_dir") or default_profile_dir()
        passphrase = passphrase_file or above.get("passphrase_file")
        return command(options=ProfileOptions(folder, passphrase), **values)

    return wrapped


@asynccontextmanager
async def open_session(options: ProfileOptions, *, simulator: bool = False) -> AsyncIterator[OpenConsole]:
    """The profile's services for the length of one command."""
    opened = await asyncio.to_thread(
        open_console, options.folder, passphrase_file=options.passphrase_file, simulator=simulator
    )
    try:
        yield opened
    finally:
        await opened.aclose()


def run(work: Awaitable[T]) -> T:
    """Run one command's coroutine; a ConsoleError ends the program with its sentence and its exit code."""

    async def guarded() -> T:
        return await work

    try:
        return asyncio.run(guarded())
    except ConsoleError as error:
        click.echo(to_sentence(error), err=True)
        raise SystemExit(exit_code_of(error)) from error


def print_json(document: object) -> None:
    """Print one JSON document on standard output, readable by people too."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def print_table(heading: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print aligned columns; control characters in the values are shown as a mark, never sent to the terminal."""
    shown = [heading, *(tuple(_to_printable(value) for value in row) for row in rows)]
    widths = [max(len(row[index]) for row in shown) for index in range(len(heading))]
    for row in shown:
        click.echo("  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip())


def read_text(source: str) -> str:
    """The content of a file, or of standard input for `-`. Raises `InputInvalid`."""
    try:
        return sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputInvalid("The file cannot be read as text.", str(error)) from error


def _to_printable(value: str) -> str:
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in value
    )
