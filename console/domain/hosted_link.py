"""Which hosted links may be shown as a code or opened; pure, no look-ups, no network."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final
from urllib.parse import SplitResult, urlsplit

from console.domain.errors import LinkRefused
from console.domain.provider import HOSTED_DOMAIN_SETTING

MAX_URL_CHARACTERS: Final = 2048

_HERE: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_HTTPS_PORT: Final = 443
_HOST: Final = re.compile(
    r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
# What browsers read otherwise than the rules of addresses say: https://url.spec.whatwg.org/#url-parsing
_TREACHEROUS: Final = frozenset('\\"<>^`{|}')


def is_host(text: str) -> bool:
    """Whether a text is the name of a host, in small letters and with a dot; no number, no port, no address."""
    return _HOST.fullmatch(text) is not None


def read_hosts(text: str) -> tuple[str, ...]:
    """The hosts a setting names; what is no host is left out."""
    names = (name.strip().lower() for name in text.split(","))
    return tuple(name for name in names if is_host(name))


def build_hosted_hosts(documented: tuple[str, ...], settings: Mapping[str, str]) -> tuple[str, ...]:
    """Where the links of an account may lead: the provider's hosts (`documented`) and the account's own."""
    return (*documented, *read_hosts(settings.get(HOSTED_DOMAIN_SETTING, "")))


def is_only_here(url: str) -> bool:
    """Whether a link that may be shown leads to this computer, which no phone reaches."""
    return (urlsplit(url).hostname or "") in _HERE


def verify_hosted_link(url: str, hosted_hosts: tuple[str, ...], simulator_base_url: str = "") -> str:
    """Return `url` unchanged when it may be shown; the code painted from it must decode to exactly this text.

    `hosted_hosts` come from `build_hosted_hosts` (a leading dot: any host below). `simulator_base_url` is the
    account's base URL for a simulator account, whose links may be plain http to that same host and port only.
    Raises `LinkRefused` with one sentence.
    """
    if not url:
        raise LinkRefused("The provider sent no link to open.")
    if len(url) > MAX_URL_CHARACTERS:
        raise LinkRefused("The link is too long to be genuine and is not shown.")
    if not url.isascii() or any(_is_odd(letter) for letter in url):
        raise LinkRefused("The link holds characters that do not belong in an address and is not shown.")
    parts = _split(url)
    if parts.username is not None or parts.password is not None:
        raise LinkRefused("The link holds a user name or password and is not shown.")
    if simulator_base_url:
        _verify_simulator(parts, _split(simulator_base_url))
    else:
        _verify_provider(parts, hosted_hosts)
    return url


def _is_odd(letter: str) -> bool:
    return letter in _TREACHEROUS or unicodedata.category(letter) in {"Cc", "Cf", "Zs"}


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what validates it
    except ValueError as error:
        raise LinkRefused("The link is not a readable address and is not shown.") from error
    if not parts.hostname:
        raise LinkRefused("The link names no host and is not shown.")
    return parts


def _verify_simulator(parts: SplitResult, base: SplitResult) -> None:
    if parts.scheme not in {"http", "https"}:
        raise LinkRefused("The link is not a web address and is not shown.")
    if (parts.hostname, parts.port) != (base.hostname, base.port):
        raise LinkRefused("The link leads to another host than this simulator and is not shown.")


def _verify_provider(parts: SplitResult, hosted_hosts: tuple[str, ...]) -> None:
    if parts.scheme != "https":
        raise LinkRefused("The link is not a secure web address (https) and is not shown.")
    if parts.port not in (None, _HTTPS_PORT):
        raise LinkRefused("The link leads to an unusual port and is not shown.")
    host = (parts.hostname or "").rstrip(".")
    if host in hosted_hosts:
        return
    if "xn--" in host:
        raise LinkRefused("The link's host imitates another name and is not shown.")
    if not is_host(host) or not any(known.startswith(".") and host.endswith(known) for known in hosted_hosts):
        raise LinkRefused("The link leads to a host that does not belong to this provider and is not shown.")
