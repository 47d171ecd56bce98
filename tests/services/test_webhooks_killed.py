"""The program killed while a delivery is being saved: nothing was acknowledged, and the sender's next try lands once."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.desk import Desk, open_desk_again
from tests.support.simulator import fetch

_LISTEN = """
import asyncio, json, sys
from pathlib import Path
from console.bootstrap import open_console
from tests.support.gates import GateClock

async def main():
    clock = GateClock()
    console = open_console(Path(sys.argv[1]), clock=clock)
    webhooks = console.services.webhooks
    base_url = await webhooks.start("127.0.0.1", 0)
    clock.close()
    [account] = [each for each in console.services.accounts.load_accounts() if each.provider == "checkout"]
    print(json.dumps({"url": base_url + webhooks.path(account)}), flush=True)
    while not clock.is_reached():
        await asyncio.sleep(0)
    print("saving", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""
_BODY = b'{"id": "evt_77", "type": "weather_changed"}'


@contextmanager
def _listening(profile: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", _LISTEN, str(profile)], stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


async def test_a_delivery_that_was_being_saved_comes_again_and_lands_once(desk: Desk) -> None:
    profile = desk.console.profile.folder
    key = str(desk.simulator.account("checkout")["webhook_key"]).encode()
    signature = hmac.new(key, _BODY, hashlib.sha256).hexdigest()
    headers = {"content-type": "application/json", "cko-signature": signature}
    account = desk.account("checkout")

    with _listening(profile) as process:
        assert process.stdout is not None
        url = json.loads(await asyncio.to_thread(process.stdout.readline))["url"]
        answer = asyncio.ensure_future(asyncio.to_thread(fetch, url, "POST", _BODY, headers))
        assert await asyncio.to_thread(process.stdout.readline) == "saving\n"
        assert not answer.done()
        process.kill()
        [outcome] = await asyncio.gather(answer, return_exceptions=True)
    assert isinstance(outcome, OSError)

    async with open_desk_again(desk.simulator, profile) as again:
        assert await again.services.webhooks.load_kept(account.id) == ()
        base_url = await again.services.webhooks.start("127.0.0.1", 0)
        address = base_url + again.services.webhooks.path(account)
        for _ in range(2):
            assert (await asyncio.to_thread(fetch, address, "POST", _BODY, headers))[0] == 200
        assert [kept.body for kept in await again.services.webhooks.load_kept(account.id)] == [_BODY]
