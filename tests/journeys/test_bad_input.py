"""What comes in wrongly, as the person at the window meets it: one sentence where they look, the rest stays."""

from __future__ import annotations

import json

import pytest

from console.domain.next_action import Action
from console.domain.phase import Phase
from console.domain.verification import VerificationKey
from console.ui.dialogs.create_dialog import CreateDialog
from console.ui.dialogs.qr_dialog import QrDialog
from console.ui.toolkit.words import phase_word
from console.ui.views.detail_view import TABS
from console.ui.views.main_window import MainWindow
from tests.support.desk import Desk
from tests.support.hands import Mouse
from tests.support.screen import detail, dialog, reach_row, shown_list, texts_of
from tests.support.waiting import until
from tests.support.window import open_window

PROVIDERS = ("iron", "checkout", "idenfy", "proofme")


async def _open_case(window: MainWindow, key: VerificationKey, mouse: Mouse) -> None:
    shown = shown_list(window)
    mouse.choose_row(shown.table, await reach_row(shown, key))
    await until(lambda: window.desk.detail_pane.key == key and window.desk.detail_pane.is_ready)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"action": "html"}, "web page"),
        ({"action": "status", "status": 503}, "has a problem of its own"),
        ({"action": "status", "status": 200, "body": "{nonsense"}, "cannot be read"),
        ({"action": "status", "status": 401}, "credentials"),
    ],
)
async def test_a_refresh_that_fails_says_why_above_the_case_that_stays(
    fault: dict[str, object], said: str, desk: Desk, mouse: Mouse
) -> None:
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        row = next(row for row in await desk.rows() if row.provider == "iron" and row.phase.is_final)
        await _open_case(window, row.key, mouse)
        view = detail(window)
        before = texts_of(view.overview)
        with desk.simulator.faults({"provider": "iron", "path": "*", **fault}):
            mouse.click(view.header.button(Action.REFRESH))
            await until(lambda: said in view.faces.banner.text, 40)
        assert view.faces.banner.text.count("\n") == 0
        assert texts_of(view.overview) == before
        assert row.customer_name in texts_of(view.header)
        assert (await desk.row(row.key)).phase is row.phase


async def test_parts_that_cannot_be_read_are_named_on_the_case(desk: Desk, mouse: Mouse) -> None:
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        row = next(row for row in await desk.rows() if row.provider == "iron" and row.phase.is_final)
        await _open_case(window, row.key, mouse)
        answer = await _answer(desk, row.key, "identification")
        spoiled = {**answer, "created_at": {"not": "a time"}, "surprise": [1]}
        path = f"/identifications/{row.key.id}"
        rule = {"provider": "iron", "path": path, "action": "status", "status": 200, "body": spoiled}
        with desk.simulator.faults(rule):
            mouse.click(detail(window).header.button(Action.REFRESH))
            await until(lambda: "created_at" in " ".join(texts_of(detail(window).overview)))
        assert phase_word(row.phase) in texts_of(detail(window).header)


async def test_an_unknown_status_and_label_are_shown_as_they_came(desk: Desk, mouse: Mouse) -> None:
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        row = next(row for row in await desk.rows() if row.provider == "checkout" and row.phase.is_live)
        await _open_case(window, row.key, mouse)
        answer = await _answer(desk, row.key, "verification")
        spoiled = {**answer, "status": "frozen_solid", "risk_labels": ["brand_new_label"]}
        path = f"/identity-verifications/{row.key.id}"
        rule = {"provider": "checkout", "path": path, "action": "status", "status": 200, "body": spoiled}
        view = detail(window)
        with desk.simulator.faults(rule):
            mouse.click(view.header.button(Action.REFRESH))
            await until(lambda: "raw: frozen_solid" in texts_of(view.header))
        assert phase_word(Phase.UNKNOWN) in texts_of(view.header)
        mouse.open_tab(view.tabs, TABS.index("risk"))
        await until(lambda: "brand_new_label" in texts_of(view.labels))


@pytest.mark.parametrize(
    ("body", "said"), [("<html>Sign in</html>", "web page"), ("%PDF-1.7 and nothing more", "cut short")]
)
async def test_a_report_that_is_no_pdf_says_so_in_its_place(
    body: str, said: str, desk: Desk, mouse: Mouse
) -> None:
    path = "/api/v2/generate-pdf"
    rule = {"provider": "idenfy", "path": path, "action": "status", "status": 200, "body": body}
    # From the start: it would be fetched by itself else.
    with desk.simulator.faults(rule):
        async with open_window(desk) as window:
            await until(lambda: desk.services.sync.first_sync_done)
            row = next(
                row for row in await desk.rows() if row.provider == "idenfy" and row.phase is Phase.APPROVED
            )
            await _open_case(window, row.key, mouse)
            view = detail(window)
            mouse.click(view.header.button(Action.FETCH_REPORT))
            await until(lambda: said in " ".join(texts_of(view.report)), 40)
            assert view.report.opened is None
            assert not (await desk.row(row.key)).has_report


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://verify.evil.example/x", "http://127.0.0.1:1/"]
)
async def test_a_wrong_link_gives_a_sentence_and_no_code(url: str, desk: Desk, mouse: Mouse) -> None:
    key = await desk.create("iron", "Someone Careful")
    answer = await _answer(desk, key, "identification")
    path = f"/identifications/{key.id}"
    rule = {
        "provider": "iron",
        "path": path,
        "action": "status",
        "status": 200,
        "body": {**answer, "url": url},
    }
    with desk.simulator.faults(rule):
        await desk.services.cases.refresh(key)
        async with open_window(desk) as window:
            await _open_case(window, key, mouse)
            mouse.click(detail(window).header.button(Action.SHOW_LINK))
            await until(lambda: dialog(QrDialog))
            painted = dialog(QrDialog)
            assert painted is not None
            await until(lambda: painted.sentence)
            assert painted.sentence.endswith("is not shown.")
            assert not painted.code.has_code
            assert not painted.copy_button.isEnabled()
            assert not painted.open_button.isEnabled()
            mouse.click(painted.close_button)


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_create_without_a_clear_answer_says_so_in_the_form(
    provider: str, desk: Desk, mouse: Mouse
) -> None:
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        mouse.click(window.top_bar.new_button)
        await until(lambda: dialog(CreateDialog))
        form = dialog(CreateDialog)
        assert form is not None
        await mouse.pick(form.account_box, desk.account(provider).name)
        mouse.write(form.form.editor("name"), "Uwe Unklar")
        mouse.write(form.form.editor("email"), "uwe@example.com")
        rule = {"provider": provider, "method": "POST", "path": "*", "action": "html", "status": 502}
        with desk.simulator.faults(rule):
            mouse.click(form.send_button)
            await until(lambda: form.trouble, 40)
        assert "not certain" in form.trouble
        assert not form.send_button.isVisible()
        mouse.click(form.close_button)


async def _answer(desk: Desk, key: VerificationKey, kind: str) -> dict[str, object]:
    case = await desk.services.cases.load_case(key)
    [body] = [record.body for record in case.stored.raw if record.kind == kind]
    return dict(json.loads(body))
