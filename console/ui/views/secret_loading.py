"""Loads one secret of an account from a file, asking first where one is kept already; shows no outcome."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from console.domain.account import Account
from console.domain.provider import SettingField
from console.services.accounts import AccountService
from console.ui.toolkit.fill import fill
from console.ui.toolkit.places import KEY_FILES, choose_source, read_text
from console.ui.toolkit.questions import ask

translate = QCoreApplication.translate


async def load_secret(accounts: AccountService, account: Account, field: SettingField, over: QWidget) -> bool:
    """Let a person choose the file and keep what is in it; False when they left it.

    Raises `InputInvalid` for a file that holds no such secret, `NotKnown` or `KeyringUnavailable`; what was kept stays.
    """
    path = await choose_source(over, field.label, KEY_FILES)
    if path is None:
        return False
    value = await read_text(path)
    if field.key in await accounts.load_secret_names(account.id):
        question = fill(translate("Secret", "Replace the %1 of %2?"), field.label, account.name)
        loss = translate(
            "Secret",
            "The one that is kept now is forgotten here. Without it nothing made for it can be opened.",
        )
        yes, no = translate("Secret", "Replace"), translate("Secret", "Keep")
        if not await ask(over, question, loss, yes, no):
            return False
    await accounts.save_secret(account.id, field.key, value)
    return True
