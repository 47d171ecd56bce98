"""Whether a provider answers: said while it does not, and told when it does again."""

from __future__ import annotations

from PySide6.QtCore import QObject

from console.ui.toolkit.reach import Reach
from tests.support.desk import Desk
from tests.support.waiting import until


async def test_it_is_said_while_a_provider_does_not_answer_and_told_once_it_is_back(
    desk: Desk, qapp: QObject
) -> None:
    reach = Reach(desk.services, qapp)
    heard: list[str] = []
    reach.changed.connect(heard.append)
    await desk.pass_once()
    account = desk.account("proofme").id
    assert reach.words(account) == ""
    rule = {"provider": "proofme", "path": "*", "action": "status", "status": 503}
    with desk.simulator.faults(rule):
        await desk.pass_once()
        await until(lambda: account in heard)
        assert reach.words(account).startswith("Proofme has a problem of its own")
        assert desk.account("iron").id not in heard
        heard.clear()
        await desk.pass_once()
        assert heard == []
    await desk.pass_once()
    await until(lambda: account in heard)
    assert reach.words(account) == ""
    reach.deleteLater()
