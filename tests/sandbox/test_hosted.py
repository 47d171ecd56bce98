"""The hosted pages: buttons, the way back to the partner, languages; never a script, never another origin's form."""

from __future__ import annotations

import httpx
import pytest

from console.sandbox.hosted import build_page, is_web_address
from console.sandbox.hosted_words import find_words
from console.sandbox.module import STEPS, HostedSession
from tests.support.idenfy import LOCALES
from tests.support.simulator import Simulator


def session(**fields: object) -> HostedSession:
    values: dict[str, object] = {
        "verification_id": "v",
        "provider_title": "Proofme",
        "person_name": "<b>王芳</b>",
        "status": "PENDING",
        "is_over": False,
        "steps": ("open", "finish", "decline"),
        **fields,
    }
    return HostedSession(**values)  # pyright: ignore[reportArgumentType]


def text_of(shown: HostedSession) -> str:
    return bytes(build_page(shown).body).decode()


def test_an_open_page_has_its_buttons_and_escapes_names() -> None:
    text = text_of(session())
    assert "value='finish'" in text
    assert "value='decline'" in text
    assert "value='open'" not in text
    assert "<b>王芳" not in text
    assert "&lt;b&gt;王芳" in text


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "https://", "http://[::1", "//x.example/"])
def test_what_is_no_web_address_is_never_followed(url: str) -> None:
    assert not is_web_address(url)
    over = text_of(session(is_over=True, steps=(), return_url=url))
    assert "<a " not in over
    assert "refresh" not in over


def test_the_closing_page_leads_on_and_an_open_one_does_not() -> None:
    back = "https://shop.example/done?a=1&b='2"
    over = text_of(session(is_over=True, steps=(), return_url=back))
    assert "href='https://shop.example/done?a=1&amp;b=&#x27;2'" in over
    assert ";url=https://shop.example/done?a=1&amp;b=&#x27;2'" in over
    assert "Thank you" in over
    assert "shop.example" not in text_of(session(return_url=back))


@pytest.mark.parametrize(
    ("language", "word"), [("de_DE", "Identität"), ("LT", "tapatybę"), ("ko", "본인"), ("xx", "identity")]
)
def test_the_page_follows_its_language(language: str, word: str) -> None:
    assert word in text_of(session(language=language))


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_every_language_has_every_person_s_step(language: str) -> None:
    assert set(find_words(language).buttons) <= set(STEPS)
    assert set(find_words(language).buttons) == set(find_words("en").buttons)
    assert (find_words(language) == find_words("en")) == (language == "en")


def test_the_browser_goes_back_at_the_end_and_only_then(quiet_simulator: Simulator) -> None:
    account = quiet_simulator.account("proofme")
    back = "https://shop.example/done?order=17"
    with httpx.Client(trust_env=False) as browser:
        made = browser.post(
            f"{account['base_url']}/identification",
            json={"proofmeId": account["template_ids"][0], "redirectUrl": back},
            headers={"Authorization": account["api_key"]},
        ).json()["identification"]
        opened = browser.get(made["myPageUrl"])
        ended = browser.post(made["myPageUrl"], data={"step": "finish"}, follow_redirects=True)
        again = browser.post(made["myPageUrl"], data={"step": "finish"})
    assert back not in opened.text
    assert (ended.status_code, f"href='{back}'" in ended.text) == (200, True)
    assert again.status_code == 409
