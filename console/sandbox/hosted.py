"""The hosted pages a person sees behind a provider's link: plain HTML without scripts; holds no provider's rules."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from console.sandbox.hosted_words import find_words
from console.sandbox.module import HostedSession, ImpossibleStep, JourneyInput, ProviderModule, UnknownId

THANKS_PATH: Final = "/thanks"
_MAX_FORM_BYTES: Final = 4096
_RETURN_AFTER_S: Final = 3
_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "referrer-policy": "no-referrer",
}
_BUTTONS: Final[Mapping[str, str]] = {
    "approve": "Approve",
    "decline": "Decline",
    "suspect": "Suspect",
    "review": "Put into review",
    "retry": "Ask for another try",
    "inconclusive": "No clear result",
    "step_up": "Ask for more",
    "expire": "Let the link expire",
    "archive": "Archive",
}
_STYLE: Final = (
    "body{font:18px/1.5 system-ui,sans-serif;margin:0 auto;padding:16px;max-width:34rem;color:#1b1f24;background:#fff}"
    ".test{background:#ffd84d;color:#000;font-weight:700;text-align:center;padding:8px;border-radius:8px}"
    "h1{font-size:1.4rem;line-height:1.25}h2{font-size:1rem;margin:1.6em 0 .4em}"
    "button{display:block;width:100%;min-height:52px;margin:10px 0;padding:10px 16px;font:inherit;border-radius:10px;"
    "border:1px solid #57606a;background:#f6f8fa;color:#1b1f24}button.main{background:#0a5fd1;color:#fff;border:0}"
    "dl{margin:0}dt{color:#57606a}dd{margin:0 0 8px;overflow-wrap:anywhere}"
)


def build_routes(modules: Mapping[str, ProviderModule]) -> list[Route]:
    """Routes below `/hosted`, and `THANKS_PATH`; GET shows a page and counts as opening it, POST takes one step."""

    async def show(request: Request) -> Response:
        module, token = modules.get(request.path_params["provider"]), request.path_params["token"]
        session = None if module is None else module.hosted_session(token)
        if module is None or session is None:
            return _page("This link is not known", "<p>Ask for a new one.</p>", 404)
        if "open" in session.steps and not session.is_over:
            module.journey(session.verification_id, JourneyInput("open"))
            session = module.hosted_session(token) or session
        return build_page(session)

    async def act(request: Request) -> Response:
        module, token = modules.get(request.path_params["provider"]), request.path_params["token"]
        session = None if module is None else module.hosted_session(token)
        if module is None or session is None:
            return _page("This link is not known", "<p>Ask for a new one.</p>", 404)
        step = await _read_step(request)
        if session.is_over or step not in session.steps:
            return _page("This is no longer possible", _back(request), 409)
        try:
            module.journey(session.verification_id, JourneyInput(step))
        except (ImpossibleStep, UnknownId) as error:
            return _page("This is not possible now", f"<p>{escape(str(error))}</p>{_back(request)}", 409)
        return RedirectResponse(request.url.path, status_code=303, headers={"cache-control": "no-store"})

    async def thank(_request: Request) -> Response:
        return _page("Thank you", "<p>You have come to the end. You can close this page.</p>", 200)

    path = "/hosted/{provider}/{token}"
    return [
        # For accounts without a return address of their own, where the provider wants one.
        Route(THANKS_PATH, thank, methods=["GET"]),
        Route(path, show, methods=["GET"]),
        Route(path, act, methods=["POST"]),
    ]


def build_page(session: HostedSession) -> HTMLResponse:
    """The page of a session: its buttons while it is open; after it the closing words, then back to the partner."""
    words = find_words(session.language)
    facts = (
        f"<dl><dt>{escape(words.name)}</dt><dd dir='auto'>{escape(session.person_name)}</dd>"
        f"<dt>{escape(words.state)}</dt><dd>{escape(session.status)}</dd></dl>"
    )
    if session.is_over:
        closing = f"<p>{escape(session.closing_text or words.closing)}</p>"
        onward = session.return_url if is_web_address(session.return_url) else ""
        link = f"<p><a href='{escape(onward)}'>{escape(words.go_on)}</a></p>" if onward else ""
        title = f"{session.provider_title}: {words.finished}"
        return _page(title, closing + facts + link, 200, session.language, onward)
    own = [step for step in session.steps if step in words.buttons and step != "open"]
    others = [step for step in session.steps if step not in words.buttons]
    labels = {**_BUTTONS, **words.buttons}
    buttons = "".join(_button(step, labels, is_main=number == 0) for number, step in enumerate(own))
    if others:
        decided = "".join(_button(step, labels, is_main=False) for step in others)
        buttons += f"<h2>What the provider decides</h2>{decided}"
    return _page(f"{session.provider_title}: {words.verify}", facts + buttons, 200, session.language)


def is_web_address(url: str) -> bool:
    """True for an http or https address with a host: the only kind a page leads to."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _button(step: str, labels: Mapping[str, str], *, is_main: bool) -> str:
    kind = " class='main'" if is_main else ""
    return (
        f"<form method='post'><button{kind} name='step' value='{escape(step)}'>"
        f"{escape(labels.get(step, step))}</button></form>"
    )


def _back(request: Request) -> str:
    return f"<p><a href='{escape(request.url.path)}'>Back to the page</a></p>"


def _page(title: str, content: str, status: int, language: str = "en", onward: str = "") -> HTMLResponse:
    """With `onward` the browser goes there by itself once the closing words can have been read."""
    refresh = (
        f"<meta http-equiv='refresh' content='{_RETURN_AFTER_S};url={escape(onward)}'>" if onward else ""
    )
    text = (
        f"<!doctype html><html lang='{escape(language)}'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"{refresh}<title>TEST - {escape(title)}</title><style>{_STYLE}</style></head><body>"
        "<p class='test'>TEST - simulator, nothing here is real</p>"
        f"<h1>{escape(title)}</h1>{content}</body></html>"
    )
    return HTMLResponse(text, status, headers=_HEADERS)


async def _read_step(request: Request) -> str:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MAX_FORM_BYTES:
            return ""
    return parse_qs(body.decode("ascii", "replace")).get("step", [""])[0]
