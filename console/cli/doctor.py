"""`doctor`: looks at everything the program stands on, one line each; changes nothing and makes no new profile."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from console.bootstrap import OpenConsole, open_console
from console.domain.checks import Check
from console.domain.errors import ConsoleError
from console.vault.keyring_store import describe_keyring
from console.vault.profile import has_profile

_QT_DEADLINE_S = 60.0
# No build of this program can be older than its first release; a clock before it is wrong.
_FIRST_RELEASE = datetime(2026, 11, 1, tzinfo=UTC)


def find_problems(folder: Path, passphrase_file: Path | None) -> tuple[Check, ...]:
    """Every check in order; a check that cannot be made says why instead of failing the others."""
    checks = [_check_qt(), _check_clock()]
    if not has_profile(folder):
        checks.append(_check_keyring())
        checks.append(Check("profile", True, "There is no profile yet; the first start makes one."))
        return tuple(checks)
    return (*checks, *asyncio.run(_check_profile(folder, passphrase_file)))


def _check_qt() -> Check:
    """In a process of its own: a broken Qt binding aborts the process it runs in."""
    command = [sys.executable, "-m", "console.ui.toolkit.health"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_QT_DEADLINE_S, check=False)  # noqa: S603 - our own
        found = json.loads(done.stdout)
        return Check("qt", bool(found["ok"]), str(found["message"]), str(found["fix"]))
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
        return Check(
            "qt",
            False,
            "The window's library (PySide6) cannot be loaded or fails its self-test.",
            "Install the program again with the versions it asks for.",
        )


def _check_clock() -> Check:
    now = datetime.now(UTC)
    if now < _FIRST_RELEASE:
        return Check("clock", False, f"The clock says {now:%Y-%m-%d}.", "Set the computer's clock.")
    return Check("clock", True, f"{now:%Y-%m-%d %H:%M} UTC")


def _check_keyring() -> Check:
    try:
        return Check("keyring", True, describe_keyring())
    except ConsoleError as error:
        return Check(
            "keyring",
            False,
            error.user_message,
            "Unlock or install a keyring, or use --passphrase-file. The demo needs neither.",
        )


async def _check_profile(folder: Path, passphrase_file: Path | None) -> tuple[Check, ...]:
    try:
        opened = await asyncio.to_thread(open_console, folder, passphrase_file=passphrase_file)
    except ConsoleError as error:
        return (Check("profile", False, error.user_message, "Nothing was changed. See the message."),)
    try:
        return (
            Check("profile", True, f"Opened ({opened.profile.mode.value})."),
            await _check_store(opened),
            await _check_audit(opened),
            await _check_vault(opened),
            *[
                await _check_account(opened, account.name)
                for account in opened.services.accounts.load_accounts()
            ],
        )
    finally:
        await opened.aclose()


async def _check_store(opened: OpenConsole) -> Check:
    problems = await asyncio.to_thread(opened.store.verify)
    fix = "Restore the newest backup." if problems else ""
    return Check("store", not problems, "; ".join(problems) or "Every page reads well.", fix)


async def _check_audit(opened: OpenConsole) -> Check:
    problems = await opened.store.query(lambda queries: queries.verify_audit())
    fix = "Keep this profile as evidence and tell whoever is responsible." if problems else ""
    return Check("audit", not problems, "; ".join(problems) or "The chain is whole.", fix)


async def _check_vault(opened: OpenConsole) -> Check:
    problems = await asyncio.to_thread(opened.profile.vault.verify_all)
    fix = "Fetch the named reports again." if problems else ""
    return Check("vault", not problems, "; ".join(problems) or "Every object is as it was stored.", fix)


async def _check_account(opened: OpenConsole, name: str) -> Check:
    accounts = opened.services.accounts
    try:
        await accounts.check_account(accounts.find_by_name(name).id)
    except ConsoleError as error:
        return Check(f"account {name}", False, error.user_message, "Check the network and the credentials.")
    return Check(f"account {name}", True, "The provider accepted the credentials.")
