"""A title and a next step for every way things go wrong; the sentence between them is the error's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from console.domain import errors
from console.domain.errors import ConsoleError

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """`title` names what is wrong, `text` is the error's sentence, `action` a verb for a button or empty."""

    title: str
    text: str
    action: str = ""


def describe_error(error: Exception) -> ErrorWords:
    """Words for any failure; one that is no ConsoleError is a mistake of ours and says so."""
    if not isinstance(error, ConsoleError):
        title = translate("Errors", "The console made a mistake")
        return ErrorWords(title, translate("Errors", "Nothing was changed. Details are in the log file."))
    words = _words()
    # A narrower kind, such as a report that the viewer refused, has the words of the kind it belongs to.
    title, action = next(words[kind] for kind in type(error).__mro__ if kind in words)
    return ErrorWords(title, error.user_message, action)


def _words() -> Mapping[type[ConsoleError], tuple[str, str]]:
    again = translate("Errors", "Try again")
    return {
        errors.KeyringUnavailable: (translate("Errors", "No secret store"), again),
        errors.StoreUnavailable: (translate("Errors", "The database cannot be opened"), again),
        errors.DiskFull: (translate("Errors", "The disk is full"), again),
        errors.VaultDamaged: (translate("Errors", "The stored file is damaged"), ""),
        errors.DisplayMissing: (translate("Errors", "No screen"), ""),
        errors.ProviderUnreachable: (translate("Errors", "No connection"), again),
        errors.ProviderTooSlow: (translate("Errors", "The provider is too slow"), again),
        errors.ProviderThrottled: (translate("Errors", "Too many requests"), again),
        errors.ProviderUnauthorised: (translate("Errors", "Credentials refused"), again),
        errors.ProviderForbidden: (translate("Errors", "Not allowed"), ""),
        errors.ProviderNotFound: (translate("Errors", "Not found at the provider"), again),
        errors.ProviderConflict: (translate("Errors", "Not possible right now"), again),
        errors.ProviderRefused: (translate("Errors", "The provider refused"), ""),
        errors.ProviderFailed: (translate("Errors", "The provider has a fault"), again),
        errors.ReplyUnreadable: (translate("Errors", "Unreadable answer"), again),
        errors.ReportUnreadable: (translate("Errors", "Unreadable report"), again),
        errors.WebhookRefused: (translate("Errors", "Delivery refused"), ""),
        errors.OutcomeUncertain: (translate("Errors", "Not certain yet"), ""),
        errors.ActionRefused: (translate("Errors", "Not possible"), ""),
        errors.InputInvalid: (translate("Errors", "Please correct this"), ""),
        errors.CapsuleLocked: (translate("Errors", "The capsule is protected"), ""),
        errors.CapsuleUnreadable: (translate("Errors", "Not a whole capsule"), ""),
        errors.LinkRefused: (translate("Errors", "Link not shown"), ""),
        errors.ChangedMeanwhile: (translate("Errors", "Changed meanwhile"), ""),
        errors.NameTaken: (translate("Errors", "Name in use"), ""),
        errors.NotKnown: (translate("Errors", "Not known here"), ""),
        errors.NotSupported: (translate("Errors", "Not offered"), ""),
    }
