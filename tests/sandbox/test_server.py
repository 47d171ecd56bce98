"""The simulator's process: its start line, its ends, its options, and that the same seed makes the same world."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.iron import Iron, exchange
from tests.support.simulator import Simulator, start_simulator

_END_DEADLINE_S = 2
_KEYS = {
    "iron": {"base_url", "api_key", "webhook_key"},
    "checkout": {
        "base_url",
        "token_url",
        "secret_key",
        "client_id",
        "client_secret",
        "webhook_key",
        "user_journey_ids",
    },
    "idenfy": {"base_url", "api_key", "api_secret", "webhook_key"},
    "proofme": {"base_url", "api_key", "template_ids", "pgp_private_key"},
}


def test_the_start_line_has_exactly_the_promised_keys(quiet_simulator: Simulator) -> None:
    line = quiet_simulator.start_line

    assert set(line) == {"ready", "pid", "control_url", "providers"}
    assert (line["ready"], line["pid"]) == (True, quiet_simulator.process.pid)
    assert {name: set(account) for name, account in line["providers"].items()} == _KEYS
    addresses = [line["control_url"], *(account["base_url"] for account in line["providers"].values())]
    assert not [address for address in addresses if address.endswith("/")]
    assert line["providers"]["iron"]["base_url"].endswith("/api")
    assert line["providers"]["proofme"]["base_url"].endswith("/v1")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_quickly_even_with_a_connection_open(number: signal.Signals) -> None:
    with start_simulator(customers=4) as simulator:
        parts = urlsplit(simulator.control_url)
        connection = HTTPConnection(parts.hostname or "", parts.port)
        connection.request("GET", f"{parts.path}/clock")
        connection.getresponse().read()
        simulator.process.send_signal(number)

        assert simulator.process.wait(_END_DEADLINE_S) == 0
        connection.close()
        assert simulator.process.stdout is not None
        assert simulator.process.stdout.read() == ""


def test_a_signal_ends_it_quickly_while_a_request_is_held_back() -> None:
    with start_simulator(customers=4) as simulator:
        simulator.set_faults([{"provider": "iron", "action": "delay", "seconds": 60}])
        parts = urlsplit(simulator.account("iron")["base_url"])
        connection = HTTPConnection(parts.hostname or "", parts.port)
        connection.request("GET", f"{parts.path}/customers")
        while not simulator.calls("iron"):
            continue
        simulator.process.send_signal(signal.SIGTERM)

        assert simulator.process.wait(_END_DEADLINE_S) == 0
        connection.close()


def test_the_same_seed_makes_the_same_world(new_simulator: Callable[..., Simulator]) -> None:
    first = new_simulator(customers=60, seed=5)
    second = new_simulator(customers=60, seed=5)
    other = new_simulator(customers=60, seed=6)

    assert first.ids() == second.ids()
    assert first.state() == second.state()
    assert first.ids() != other.ids()


def test_what_is_made_later_gets_the_same_ids_too(new_simulator: Callable[..., Simulator]) -> None:
    made = [Iron(new_simulator(customers=20, seed=9)).new_customer() for _ in range(2)]

    assert made[0]["id"] == made[1]["id"]


def test_fault_rules_come_from_a_file(new_simulator: Callable[..., Simulator], tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps([{"provider": "iron", "action": "status", "status": 503, "times": 1}]))
    iron = Iron(new_simulator(customers=4, arguments=("--faults", str(rules))))

    assert [iron.call("GET", "/customers").status for _ in range(2)] == [503, 200]


def test_a_faults_file_that_is_not_one_is_wrong_usage(tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text('[{"provider": "iron", "action": "explode"}]')
    command = [sys.executable, "-m", "console", "sandbox", "--customers", "4", "--faults", str(rules)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert str(rules) in ended.stderr
    assert "0.action" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "://" not in ended.stderr


def test_a_port_in_use_is_a_matter_of_the_machine(quiet_simulator: Simulator) -> None:
    port = urlsplit(quiet_simulator.control_url).port
    command = [sys.executable, "-m", "console", "sandbox", "--customers", "4", "--port", str(port)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (ended.returncode, ended.stdout) == (3, "")
    assert str(port) in ended.stderr


def test_the_control_api_is_not_reached_by_another_name(quiet_simulator: Simulator) -> None:
    answer = exchange(f"{quiet_simulator.control_url}/state", headers={"Host": "evil.example"})

    assert answer.status == 403


def test_an_address_nobody_serves_is_not_found(quiet_simulator: Simulator) -> None:
    parts = urlsplit(quiet_simulator.control_url)

    assert exchange(f"http://{parts.netloc}/elsewhere").status == 404
