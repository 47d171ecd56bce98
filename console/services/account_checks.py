"""Whether an account's values can be what they are for, before any of them is kept; asks no provider over the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from console.domain.environment import Environment
from console.domain.errors import InputInvalid
from console.domain.hosted_link import is_host
from console.domain.provider import SettingField, SettingKind

if TYPE_CHECKING:
    from console.providers.registry import Provider

_MOST_DIGITS: Final = 12


def verify_values(
    fields: tuple[SettingField, ...], values: Mapping[str, str], environment: Environment
) -> None:
    """Required ones are there and every one is of its kind. Raises `InputInvalid` naming the field."""
    _verify_one_of_each(fields, values)
    for field in fields:
        value = values.get(field.key, field.default)
        if field.is_required(environment) and not value:
            raise InputInvalid("This is needed to connect.", field=field.key)
        if value:
            _verify_kind(field, value)


def verify_secrets(provider: Provider, values: Mapping[str, str]) -> None:
    """Every secret that was entered is one the provider's package can use. Raises `InputInvalid` naming the field.

    May take a while: call it off the loop.
    """
    for field in provider.manifest.fields:
        value = values.get(field.key, "").strip()
        if field.secret and value:
            provider.verify_secret(field.key, value)


def _verify_one_of_each(fields: tuple[SettingField, ...], values: Mapping[str, str]) -> None:
    for word in dict.fromkeys(field.one_of for field in fields if field.one_of):
        group = [field for field in fields if field.one_of == word]
        if not any(values.get(field.key, field.default).strip() for field in group):
            labels = " or ".join(field.label for field in group)
            raise InputInvalid(f"One of these is needed to connect: {labels}.", field=group[0].key)


def _verify_kind(field: SettingField, value: str) -> None:
    match field.kind:
        case SettingKind.TEXT:
            pass
        case SettingKind.ADDRESS:
            if not _is_web_address(value):
                raise InputInvalid("This must be an address like https://host/path.", field=field.key)
        case SettingKind.HOSTS:
            if not all(is_host(name.strip().lower()) for name in value.split(",")):
                raise InputInvalid(
                    "This must be names like verify.example.com, without https://; several with commas.",
                    field=field.key,
                )
        case SettingKind.CHOICE:
            if value not in field.choices:
                words = ", ".join(field.choices)
                raise InputInvalid(f"This must be one of: {words}.", field=field.key)
        case SettingKind.NUMBER:
            if not _is_within(value, field.least, field.most):
                text = f"This must be a whole number from {field.least} to {field.most}."
                raise InputInvalid(text, field=field.key)


def _is_web_address(value: str) -> bool:
    if any(letter.isspace() or not letter.isprintable() for letter in value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def _is_within(value: str, least: int, most: int) -> bool:
    is_whole = value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS
    return is_whole and least <= int(value) <= most
