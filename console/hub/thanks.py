"""Where a hosted page sends the customer at its end, when the account names no page of its own: plain and without data.

What a provider adds to the address is a hint, never proof: it is not even read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from console.domain.errors import InputInvalid

_PATH: Final = re.compile(r"/thanks/(?P<outcome>[a-z]{1,20})")
_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "done": ("Thank you", "You have come to the end. You can close this page."),
    "success": ("Thank you", "Everything that was needed has been sent. You can close this page."),
    "error": ("Something did not work", "Please ask whoever sent you here what to do next."),
    "unverified": (
        "Not finished",
        "You left before the end. Please ask whoever sent you here for a new link.",
    ),
}
_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{font:18px/1.5 sans-serif;margin:20vh auto;max-width:30em;padding:0 1em;text-align:center}}</style>
</head><body><h1>{title}</h1><p>{sentence}</p></body></html>
"""
HEADERS: Final = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
RETURN_SETTINGS: Final[Mapping[str, str]] = {
    "redirect_url": "done",
    "redirectUrl": "done",
    "successUrl": "success",
    "errorUrl": "error",
    "unverifiedUrl": "unverified",
}
"""The account settings that hold return addresses, and the page each is sent to by default."""


def build_page(path: str) -> bytes | None:
    """The page at `path`, None when it is none of ours."""
    match = _PATH.fullmatch(path)
    words = _SENTENCES.get(match["outcome"]) if match is not None else None
    if words is None:
        return None
    title, sentence = words
    return _PAGE.format(title=title, sentence=sentence).encode()


def build_public_settings(public_url: str) -> dict[str, str]:
    """The same at the address under which a tunnel makes the listener reachable.

    Raises `InputInvalid`: providers send customers to https only, and what comes after the host must be a path.
    """
    try:
        parts = urlsplit(public_url)
        is_whole = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_whole = False
    if (
        not is_whole
        or "?" in public_url
        or "#" in public_url
        or any(letter.isspace() for letter in public_url)
    ):
        raise InputInvalid(
            "Write the public address as https://host or https://host/path.", field="public-url"
        )
    return build_return_settings(public_url.rstrip("/"))


def build_return_settings(base_url: str) -> dict[str, str]:
    """Return addresses on the listener at `base_url`, by the name of the account setting."""
    return {setting: f"{base_url}/thanks/{outcome}" for setting, outcome in RETURN_SETTINGS.items()}
