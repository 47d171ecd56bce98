"""Certificates that prove nothing are refused, for reads and writes alike, before anything is sent."""

from __future__ import annotations

import ipaddress
import math
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from console.domain.account import Account, AccountId, Credentials
from console.domain.errors import ProviderUnreachable
from console.domain.provider import (
    Environment,
    PollingMode,
    PollingPolicy,
    ProviderId,
    ProviderManifest,
)
from console.providers.contract import HttpRequest
from console.providers.transport import Transport
from tests.support.raw_server import start_raw_server

MANIFEST = ProviderManifest(
    id=ProviderId("sample"),
    title="Sample",
    abilities=frozenset(),
    base_urls={},
    hosted_hosts=(),
    fields=(),
    create_fields=(),
    polling=PollingPolicy(PollingMode.POLL, 2.0, 5.0, 5.0, 5.0, 5.0),
    documentation_url="",
)


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sample")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("is_safe", [True, False], ids=["read", "write"])
async def test_a_self_signed_certificate_is_refused(self_signed: ssl.SSLContext, is_safe: bool) -> None:
    transport = Transport()
    async with start_raw_server(self_signed) as server:
        account = Account(AccountId("a"), "Desk", ProviderId("sample"), Environment.LIVE, server.url)
        http = transport.open_account(account, Credentials({}), MANIFEST, math.inf)
        with pytest.raises(ProviderUnreachable) as caught:
            await http.send(HttpRequest("POST", "/record", body=b"{}", is_safe=is_safe))
        assert "could not prove its identity" in caught.value.user_message
        assert server.requests == []
    await transport.aclose()
