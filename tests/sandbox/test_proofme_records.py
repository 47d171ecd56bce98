"""Results of the simulated Proofme: null until success, then really encrypted for the key of the start line."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pysequoia
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.support.samples import find_differences, load_sample
from tests.support.simulator import Simulator


@pytest.fixture
def proofme(quiet_simulator: Simulator) -> Iterator[httpx.Client]:
    account = quiet_simulator.account("proofme")
    headers = {"Authorization": account["api_key"]}
    with httpx.Client(base_url=account["base_url"], headers=headers, trust_env=False) as client:
        yield client


def create_finished(simulator: Simulator, client: httpx.Client) -> str:
    template_id = simulator.account("proofme")["template_ids"][0]
    body = {"proofmeId": template_id, "description": "CRM-9 Mara Sofie Lindqvist"}
    made = client.post("/identification", json=body).json()["identification"]
    simulator.journey("proofme", made["id"], "finish")
    return str(made["id"])


def read_data(client: httpx.Client, identification_id: str) -> Any:
    answer = client.get(f"/identification/data/{identification_id}")
    assert answer.status_code == 200
    return answer.json()["identification"]["identificationData"]


def decrypt(data: dict[str, Any], armoured_key: str) -> dict[str, Any]:
    """The published recipe, written again here: OpenPGP for the secret, then AES-CBC or AES-GCM."""
    key = pysequoia.Tsk.from_bytes(armoured_key.encode())
    secret = pysequoia.decrypt(data["encryptedEncryptionSecret"].encode(), key.decryptor()).bytes
    assert secret is not None
    encrypted = base64.b64decode(data["encryptedData"])
    if data["encryptionMode"] == "GCM":
        return dict(json.loads(AESGCM(secret).decrypt(encrypted[:12], encrypted[12:], None)))
    assert encrypted.startswith(b"Salted__")
    assert len(secret) == 36
    block = material = b""
    while len(material) < 48:
        block = hashlib.md5(block + secret + encrypted[8:16]).digest()
        material += block
    decryptor = Cipher(algorithms.AES(material[:32]), modes.CBC(material[32:48])).decryptor()
    padded = decryptor.update(encrypted[16:]) + decryptor.finalize()
    return dict(json.loads(padded[: -padded[-1]]))


def test_there_is_no_result_before_success(quiet_simulator: Simulator, proofme: httpx.Client) -> None:
    template_id = quiet_simulator.account("proofme")["template_ids"][0]
    made = proofme.post("/identification", json={"proofmeId": template_id}).json()["identification"]
    answer = proofme.get(f"/identification/data/{made['id']}").json()
    assert find_differences(answer, load_sample("proofme/identification_data_pending/200.json")) == []
    assert answer["identification"]["identificationData"] is None
    quiet_simulator.journey("proofme", made["id"], "decline")
    assert read_data(proofme, made["id"]) is None


def test_a_result_decrypts_with_the_key_of_the_start_line(
    quiet_simulator: Simulator, proofme: httpx.Client
) -> None:
    identification_id = create_finished(quiet_simulator, proofme)
    answer = proofme.get(f"/identification/data/{identification_id}").json()
    assert find_differences(answer, load_sample("proofme/identification_data/200.json")) == []
    data = answer["identification"]["identificationData"]
    assert data["identificationId"] == identification_id
    plain = decrypt(data, quiet_simulator.account("proofme")["pgp_private_key"])
    shared = plain["credentials"]["EPASS"]["credentials"]
    assert shared["LAST_NAME"]["credentialSubject"]["credential"]["value"] == "Lindqvist"
    assert shared["FIRST_NAME"]["credentialSubject"]["credential"]["value"] == "Mara Sofie"
    photo = base64.b64decode(shared["PHOTO"]["credentialSubject"]["credential"]["value"])
    assert photo.startswith(b"\x89PNG")
    assert read_data(proofme, identification_id) == data


def test_the_world_has_both_modes_and_both_shapes_and_all_decrypt(new_simulator: Any) -> None:
    simulator: Simulator = new_simulator(customers=100)
    account = simulator.account("proofme")
    seen: set[tuple[str, bool]] = set()
    headers = {"Authorization": account["api_key"]}
    with httpx.Client(base_url=account["base_url"], headers=headers, trust_env=False) as client:
        rows = client.get("/identification", params={"limit": 100}).json()["rows"]
        for row in [each for each in rows if each["status"] == "SUCCESS"]:
            data = read_data(client, row["id"])
            plain = decrypt(data, account["pgp_private_key"])
            seen.add((data["encryptionMode"], "proof" in plain))
    assert {mode for mode, _ in seen} == {"CBC", "GCM"}
    assert {is_older for _, is_older in seen} == {True, False}


def test_deleting_takes_the_result_only(quiet_simulator: Simulator, proofme: httpx.Client) -> None:
    identification_id = create_finished(quiet_simulator, proofme)
    answer = proofme.delete("/identification/data", params={"ids": identification_id})
    assert (answer.status_code, answer.json()) == (200, load_sample("proofme/delete_data/200.json"))
    assert read_data(proofme, identification_id) is None
    status = proofme.get(f"/identification/{identification_id}").json()["identification"]["status"]
    assert status == "SUCCESS"
    again = proofme.delete("/identification/data", params={"ids": identification_id})
    assert again.json()["count"] == 0
    assert proofme.delete("/identification/data", params={"ids": "unknown"}).status_code == 404
    assert proofme.delete("/identification/data").status_code == 422
