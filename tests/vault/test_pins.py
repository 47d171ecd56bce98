"""PINs are kept as Argon2id hashes, each with its own salt; a damaged hash is no PIN."""

from __future__ import annotations

from console.vault.pins import hash_pin, is_pin


async def test_a_pin_is_known_by_its_hash_alone() -> None:
    hashed = await hash_pin("2468é")
    assert hashed.startswith("$argon2id$")
    assert "2468" not in hashed
    assert await is_pin(hashed, "2468é")
    assert not await is_pin(hashed, "2468e")
    assert not await is_pin(hashed, "")
    assert await hash_pin("2468é") != hashed


async def test_what_is_no_hash_opens_for_nobody() -> None:
    for damaged in ("", "x", "$argon2id$v=19$m=65536,t=3,p=4$AAAA"):
        assert not await is_pin(damaged, "2468")
