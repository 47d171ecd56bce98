"""`capsule`: make, check and open decision capsules; checking and opening need no profile, no account and no keyring."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from console.base.paths import default_profile_dir
from console.cli.reports import find_verification, print_checks
from console.cli.session import ProfileOptions, open_session, print_json, run
from console.domain.capsule import CapsuleMade
from console.domain.checks import Check
from console.domain.errors import CapsuleLocked, CapsuleUnreadable, InputInvalid

if TYPE_CHECKING:
    from console.services.capsule_files import OpenCapsule

_SAYS: Final = "File that holds the capsule's passphrase; without it a terminal is asked."


@click.group()
def capsule() -> None:
    """A decision with everything it stands on, in one protected file."""


@capsule.command("create")
@click.option(
    "--profile",
    "profile_dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the profile; by default the platform's data folder.",
)
@click.option(
    "--passphrase-file",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="File that holds the capsule's passphrase. Without it a terminal is asked, and a script gets a new one made. "
    "A profile kept without a keyring takes its own passphrase before the command: "
    "compliance-console --passphrase-file P capsule create ...",
)
@click.option("--unprotected", is_flag=True, help="Write a plain ZIP that everybody who finds it can read.")
@click.option("--json", "as_json", is_flag=True)
@click.argument("verification_id", metavar="ID")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def create(
    context: click.Context,
    profile_dir: Path | None,
    passphrase_file: Path | None,
    unprotected: bool,
    as_json: bool,
    verification_id: str,
    file: Path,
) -> None:
    """Write the capsule of one verification to FILE; that is logged. A plain dossier and report are inside."""
    if unprotected and passphrase_file is not None:
        raise click.UsageError("Give either --passphrase-file or --unprotected.")
    above: Mapping[str, Any] = context.obj or {}
    folder = profile_dir or above.get("profile_dir") or default_profile_dir()
    options = ProfileOptions(folder, above.get("passphrase_file"))
    target = file.absolute()
    passphrase, is_new = ("", False) if unprotected else _choose_passphrase(passphrase_file)

    async def work() -> CapsuleMade:
        async with open_session(options) as console:
            key = await find_verification(console, verification_id)
            return await console.services.capsules.make(key, target, passphrase)

    made = run(work())
    _tell(made, passphrase if is_new else "", as_json=as_json)


@capsule.command("verify")
@click.option("--passphrase-file", type=click.Path(dir_okay=False, exists=True, path_type=Path), help=_SAYS)
@click.option("--json", "as_json", is_flag=True)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def verify(context: click.Context, passphrase_file: Path | None, as_json: bool, file: Path) -> None:
    """Re-hash everything in a capsule and name what was altered, taken away or added."""

    async def work() -> tuple[Check, ...]:
        try:
            opened = await _open(file, _find_passphrase(context, passphrase_file))
        except CapsuleUnreadable as damage:
            return (
                Check("capsule", False, damage.user_message, "Ask whoever made the capsule for it again."),
            )
        try:
            return await opened.verify()
        finally:
            await opened.aclose()

    print_checks(run(work()), as_json=as_json)


@capsule.command("open")
@click.option("--passphrase-file", type=click.Path(dir_okay=False, exists=True, path_type=Path), help=_SAYS)
@click.option("--theme", type=click.Choice(["light", "dark"]))
@click.option("--size", metavar="WxH", default="1100x760", show_default=True)
@click.option("--screenshot", metavar="FILE.png", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def open_file(
    context: click.Context,
    passphrase_file: Path | None,
    theme: str | None,
    size: str,
    screenshot: Path | None,
    file: Path,
) -> None:
    """Show what is in a capsule, on any machine; nothing of it is written to the disk."""
    from console.desktop import CapsuleOptions, run_capsule_window

    passphrase = _find_passphrase(context, passphrase_file)
    raise SystemExit(
        run_capsule_window(CapsuleOptions(file, passphrase, theme, _read_size(size), screenshot))
    )


def _choose_passphrase(passphrase_file: Path | None) -> tuple[str, bool]:
    """The passphrase for a new capsule, and whether it was made here: then nobody knows it yet."""
    from console.services.capsule_files import make_passphrase

    if passphrase_file is not None:
        return _read_passphrase(passphrase_file), False
    if sys.stdin.isatty():
        text = "Passphrase for the capsule"
        return click.prompt(text, hide_input=True, confirmation_prompt=True, err=True), False
    return make_passphrase(), True


def _find_passphrase(context: click.Context, passphrase_file: Path | None) -> str:
    """The passphrase of a capsule that is there: from its file, which may stand before the command's name too."""
    above: Mapping[str, Any] = context.obj or {}
    given = passphrase_file or above.get("passphrase_file")
    return "" if given is None else _read_passphrase(given)


async def _open(file: Path, passphrase: str) -> OpenCapsule:
    """Open a capsule; a protected one asks a terminal where no passphrase was given."""
    from console.services.capsule_files import open_capsule

    try:
        return await open_capsule(file, passphrase)
    except CapsuleLocked:
        if passphrase or not sys.stdin.isatty():
            raise
    return await open_capsule(file, click.prompt("Passphrase of the capsule", hide_input=True, err=True))


def _read_passphrase(file: Path) -> str:
    """The first line of a file. Raises `InputInvalid`."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputInvalid(
            "The file cannot be read as text.", type(error).__name__, field="passphrase-file"
        ) from error
    if not lines or not lines[0]:
        raise InputInvalid(
            "The file is empty. Put the passphrase into its first line.", field="passphrase-file"
        )
    return lines[0]


def _tell(made: CapsuleMade, passphrase: str, *, as_json: bool) -> None:
    if as_json:
        document: dict[str, object] = {
            "file": str(made.path),
            "bytes": made.size_bytes,
            "sha256": made.sha256,
            "manifest_sha256": made.manifest_sha256,
            "protected": made.is_protected,
            "files": [entry.name for entry in made.entries],
            "left_out": [{"title": each.title, "reason": each.reason} for each in made.left_out],
        }
        print_json(document | ({"passphrase": passphrase} if passphrase else {}))
        return
    click.echo(f"{made.sha256}  {made.path}")
    for each in made.left_out:
        click.echo(f"Left out: {each.title}. {each.reason}", err=True)
    if passphrase:
        click.echo(f"Passphrase, kept nowhere: {passphrase}", err=True)
    if not made.is_protected:
        click.echo("The capsule is not protected: whoever finds the file can read it.", err=True)


def _read_size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise click.BadParameter("write the size as 1100x760", param_hint="--size")
    return int(width), int(height)
