"""Who may call the simulated Checkout.com: one secret key, or access tokens of the client credentials grant.

Source: https://www.checkout.com/docs/resources/api-authentication/oauth-2-0-client-credentials
"""

from __future__ import annotations

import base64
import binascii
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from console.sandbox.checkout.engine import draw_id
from console.sandbox.clock import SimClock

TOKEN_LIFE_S: Final = 3600
SCOPE: Final = "identity-verification"


class Credentials:
    """Token life follows the simulator's clock."""

    def __init__(self, source: random.Random, clock: SimClock) -> None:
        self.secret_key = draw_id(source, "sk_sbox_", 27)
        self.client_id = draw_id(source, "ack_")
        self.client_secret = draw_id(source, "", 43)
        self._source = source
        self._clock = clock
        self._tokens: dict[str, datetime] = {}

    def is_good(self, authorization: str) -> bool:
        """True when the `Authorization` header of a call is good at this moment of the simulator."""
        scheme, _, credential = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return False
        expires_at = self._tokens.get(credential)
        return credential == self.secret_key or (expires_at is not None and expires_at > self._clock.now())

    def issue_token(self, form: Mapping[str, str], authorization: str) -> str | None:
        """A new token for the form of a token request, None when its credentials are wrong."""
        client_id, client_secret = form.get("client_id", ""), form.get("client_secret", "")
        if authorization.lower().startswith("basic "):
            client_id, client_secret = _read_basic(authorization[len("basic ") :])
        scopes = form.get("scope", SCOPE).split()
        if (client_id, client_secret) != (self.client_id, self.client_secret) or SCOPE not in scopes:
            return None
        token = draw_id(self._source, "sim_at_", 40)
        self._tokens[token] = self._clock.now() + timedelta(seconds=TOKEN_LIFE_S)
        return token


def _read_basic(encoded: str) -> tuple[str, str]:
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    client_id, _, client_secret = text.partition(":")
    return client_id, client_secret
