"""The transport against a server that misbehaves in every way we know, over real TCP."""

from __future__ import annotations

import asyncio
import gzip
import logging
import math
from dataclasses import replace

import pytest

from console.domain.account import Credentials
from console.domain.errors import (
    OutcomeUncertain,
    ProviderConflict,
    ProviderFailed,
    ProviderFault,
    ProviderForbidden,
    ProviderNotFound,
    ProviderRefused,
    ProviderThrottled,
    ProviderTooSlow,
    ProviderUnauthorised,
    ProviderUnreachable,
    ReplyUnreadable,
)
from console.providers.account_http import AccountHttp
from console.providers.budget import LONGEST_PAUSE_S
from console.providers.contract import ErrorFacts, Exchange, HttpRequest
from console.providers.transport import Transport
from tests.support.raw_server import RawRequest, RawServer, build_http, start_raw_server
from tests.support.transport_account import MANIFEST, READ, WRITE, build_account


async def test_an_answer_comes_back_whole_with_lower_case_headers(
    http: AccountHttp, server: RawServer
) -> None:
    server.reply_http(201, b'{"id":"1"}', Cko_Request_Id="abc")
    reply = await http.send(READ)
    assert (reply.status, reply.body, reply.headers["cko-request-id"]) == (201, b'{"id":"1"}', "abc")
    assert server.requests[0].target == "/record?page=1"
    assert server.requests[0].headers["x-api-key"] == "sk-planted"


async def test_a_write_arrives_byte_for_byte(http: AccountHttp, server: RawServer) -> None:
    server.reply_http(201)
    body = '{"name":"Zoë","text":" \\u0000 "}'.encode()
    await http.send(replace(WRITE, body=body))
    assert (server.requests[0].method, server.requests[0].body) == ("POST", body)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ProviderRefused),
        (401, ProviderUnauthorised),
        (402, ProviderRefused),
        (403, ProviderForbidden),
        (404, ProviderNotFound),
        (408, ProviderTooSlow),
        (409, ProviderConflict),
        (410, ProviderNotFound),
        (422, ProviderRefused),
        (500, ProviderFailed),
        (503, ProviderFailed),
        (302, ReplyUnreadable),
    ],
)
async def test_every_other_status_becomes_one_error_with_one_sentence(
    http: AccountHttp, server: RawServer, status: int, kind: type[ProviderFault]
) -> None:
    server.reply_http(status)
    with pytest.raises(kind) as caught:
        await http.send(READ)
    assert type(caught.value) is kind
    assert caught.value.status == status
    assert caught.value.user_message.startswith("Sample ")
    assert caught.value.user_message.endswith(".")


async def test_what_the_error_body_says_reaches_the_error(http: AccountHttp, server: RawServer) -> None:
    server.reply_http(422, b"whatever")

    def read_error(status: int, headers: object, body: bytes) -> ErrorFacts:
        assert (status, body) == (422, b"whatever")
        return ErrorFacts(("name__required",), "The name\u202e is\x00 missing.", "req_1")

    with pytest.raises(ProviderRefused) as caught:
        await http.send(replace(READ, read_error=read_error))
    assert caught.value.user_message == "Sample refused the request: The name is missing."
    assert (caught.value.provider_codes, caught.value.request_id) == (("name__required",), "req_1")


async def test_a_read_is_tried_three_times_after_a_server_error(http: AccountHttp, server: RawServer) -> None:
    server.reply_http(503)
    with pytest.raises(ProviderFailed):
        await http.send(READ)
    assert len(server.requests) == 3


async def test_a_read_that_was_cut_short_once_succeeds(http: AccountHttp, server: RawServer) -> None:
    answers = [build_http(200, b'{"id"', content_length="90"), build_http(200, b'{"id":"1"}')]

    async def answer(_request: RawRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(answers.pop(0))
        await writer.drain()

    server.answer = answer
    assert (await http.send(READ)).body == b'{"id":"1"}'


@pytest.mark.parametrize("status", [500, 502, 503, 408, 302])
async def test_a_write_is_never_repeated_and_uncertain_without_a_clear_answer(
    http: AccountHttp, server: RawServer, status: int
) -> None:
    server.reply_http(status)
    with pytest.raises(OutcomeUncertain):
        await http.send(WRITE)
    assert len(server.requests) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_write_whose_connection_is_lost_was_sent_once(
    http: AccountHttp, server: RawServer, method: str
) -> None:
    server.reply(b"")
    with pytest.raises(OutcomeUncertain) as caught:
        await http.send(replace(WRITE, method=method))
    assert caught.value.user_message.startswith("Sample ")
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 429])
async def test_a_refused_write_is_no_uncertain_one(http: AccountHttp, server: RawServer, status: int) -> None:
    server.reply_http(status)
    with pytest.raises(ProviderFault) as caught:
        await http.send(WRITE)
    assert caught.value.status == status
    assert len(server.requests) == 1


@pytest.mark.parametrize("request_", [READ, WRITE], ids=["read", "write"])
async def test_a_refused_connection_means_nothing_was_sent(
    transport: Transport, request_: HttpRequest
) -> None:
    async with start_raw_server() as gone:
        url = gone.url
    http = transport.open_account(build_account(url), Credentials({}), MANIFEST, math.inf)
    with pytest.raises(ProviderUnreachable) as caught:
        await http.send(request_)
    assert caught.value.user_message == "Sample cannot be reached. Check the network connection."


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (build_http(200, b"<!DOCTYPE html><p>hello", content_type="application/json"), ReplyUnreadable),
        (build_http(200, b"sorry", content_type="text/html; charset=utf-8"), ReplyUnreadable),
        (b"220 mail.example.org ready\r\n", ReplyUnreadable),
        (b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 200_000 + b"\r\n\r\n", ReplyUnreadable),
        (build_http(200, b"{}", content_length="9999999999"), ReplyUnreadable),
        (build_http(200, b"x" * 2000), ReplyUnreadable),
        (build_http(200, gzip.compress(b"x" * 5_000_000), content_encoding="gzip"), ReplyUnreadable),
        (build_http(200, gzip.compress(b"{}")[:-6], content_encoding="gzip"), ReplyUnreadable),
        (build_http(200, b"not gzip", content_encoding="gzip"), ReplyUnreadable),
        (build_http(200, b"{}", content_encoding="br"), ReplyUnreadable),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{", ReplyUnreadable),
        (b"", ProviderUnreachable),
    ],
    ids=[
        "web page by its start",
        "web page by its type",
        "not http",
        "endless header",
        "declared too large",
        "too large",
        "gzip bomb",
        "gzip cut short",
        "no gzip at all",
        "encoding nobody asked for",
        "chunk cut short",
        "hung up",
    ],
)
async def test_answers_that_cannot_be_read_say_so(
    http: AccountHttp, server: RawServer, answer: bytes, kind: type[ProviderFault]
) -> None:
    server.reply(answer)
    with pytest.raises(kind) as caught:
        await http.send(replace(READ, max_bytes=1000))
    assert caught.value.user_message.startswith("Sample ")
    with pytest.raises(OutcomeUncertain):
        await http.send(replace(WRITE, max_bytes=1000))


async def test_a_compressed_answer_is_unpacked(http: AccountHttp, server: RawServer) -> None:
    server.reply_http(200, gzip.compress(b'{"id":"1"}'), content_encoding="gzip")
    assert (await http.send(READ)).body == b'{"id":"1"}'
    assert server.requests[0].headers["accept-encoding"] == "gzip"


async def test_a_dripping_body_ends_at_the_deadline(http: AccountHttp, server: RawServer) -> None:
    stopped = asyncio.Event()

    async def drip(_request: RawRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 7999999\r\n\r\n")
        try:
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0)
        except ConnectionError:
            stopped.set()

    server.answer = drip
    with pytest.raises(ProviderTooSlow):
        await http.send(replace(READ, deadline_s=0.3))
    await stopped.wait()
    with pytest.raises(OutcomeUncertain):
        await http.send(replace(WRITE, deadline_s=0.3))


async def test_redirects_are_not_followed(http: AccountHttp, server: RawServer) -> None:
    async with start_raw_server() as catcher:
        server.reply_http(302, b"", location=f"{catcher.url}/steal")
        with pytest.raises(ReplyUnreadable):
            await http.send(READ)
        assert catcher.requests == []


@pytest.mark.parametrize(
    ("header", "shortest", "longest"),
    [
        ({"retry_after": "120"}, 120.0, 120.0),
        ({"retry_after": "315360000"}, LONGEST_PAUSE_S, LONGEST_PAUSE_S),
        ({"retry_after": "Fri, 31 Dec 2199 23:59:59 GMT"}, LONGEST_PAUSE_S, LONGEST_PAUSE_S),
    ],
)
async def test_too_many_requests_close_the_gate(
    http: AccountHttp,
    server: RawServer,
    header: dict[str, str],
    shortest: float,
    longest: float,
) -> None:
    server.reply_http(429, b"", **header)
    with pytest.raises(ProviderThrottled) as caught:
        await http.send(WRITE)
    assert caught.value.retry_after_s is not None
    assert shortest <= caught.value.retry_after_s <= longest
    for later in (READ, WRITE):
        with pytest.raises(ProviderThrottled) as caught:
            await http.send(later)
        assert 0.0 < (caught.value.retry_after_s or 0.0) <= longest
    assert len(server.requests) == 1


async def test_a_short_pause_is_waited_for(http: AccountHttp, server: RawServer) -> None:
    answers = [build_http(429, b"", retry_after="0"), build_http(200, b'{"id":"1"}')]

    async def answer(_request: RawRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(answers.pop(0))
        await writer.drain()

    server.answer = answer
    assert (await http.send(READ)).body == b'{"id":"1"}'


@pytest.mark.parametrize(("header", "longest"), [("120", 120.0), ("315360000", LONGEST_PAUSE_S)])
async def test_a_provider_in_trouble_is_left_alone_as_long_as_it_asks(
    http: AccountHttp, server: RawServer, header: str, longest: float
) -> None:
    server.reply_http(503, b"", retry_after=header)
    with pytest.raises(ProviderFailed) as caught:
        await http.send(READ)
    # Longer than the call may last: no second try is worth anything.
    assert len(server.requests) == 1
    assert caught.value.retry_after_s == longest


async def test_accounts_with_the_same_key_share_one_budget(transport: Transport, server: RawServer) -> None:
    server.reply_http(429, b"", retry_after="120")
    first, second, other = (
        transport.open_account(build_account(server.url), Credentials({"api_key": key}), MANIFEST)
        for key in ("same", "same", "different")
    )
    with pytest.raises(ProviderThrottled):
        await first.send(WRITE)
    with pytest.raises(ProviderThrottled):
        await second.send(WRITE)
    assert len(server.requests) == 1
    server.reply_http(200)
    assert (await other.send(WRITE)).status == 200


async def test_the_observer_hears_of_every_exchange_and_nothing_of_its_content(
    http: AccountHttp, server: RawServer, exchanges: list[Exchange]
) -> None:
    server.reply_http(500)
    with pytest.raises(ProviderFailed):
        await http.send(READ)
    server.reply_http(200)
    await http.send(READ)
    assert [exchange.status for exchange in exchanges] == [500, 500, 500, 200]
    assert isinstance(exchanges[0].fault, ProviderFailed)
    assert exchanges[-1].fault is None
    assert "sk-planted" not in repr(exchanges)


async def test_a_cancelled_caller_leaves_its_write_alone(http: AccountHttp, server: RawServer) -> None:
    arrived, release, answered = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def answer(_request: RawRequest, writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await release.wait()
        writer.write(build_http(201))
        await writer.drain()
        answered.set()

    server.answer = answer
    caller = asyncio.create_task(http.send(WRITE))
    await arrived.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    release.set()
    await answered.wait()
    assert server.requests[0].body == WRITE.body


async def test_a_thousand_cancelled_reads_do_no_harm(http: AccountHttp, server: RawServer) -> None:
    server.reply_http(200)
    for _ in range(50):
        callers = [asyncio.create_task(http.send(READ)) for _ in range(20)]
        await asyncio.sleep(0)
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
    replies = await asyncio.gather(*(http.send(READ) for _ in range(3)))
    assert [reply.status for reply in replies] == [200, 200, 200]


async def test_logs_hold_no_address_and_no_secret(
    http: AccountHttp, server: RawServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.reply_http(200)
    with caplog.at_level(logging.DEBUG):
        await http.send(replace(READ, url="/record?token=t-planted"))
    assert "planted" not in caplog.text
    assert "/record" not in caplog.text


async def test_the_budget_counts_down(transport: Transport, server: RawServer) -> None:
    server.reply_http(200)
    http = transport.open_account(build_account(server.url), Credentials({}), MANIFEST, 0.001)
    assert http.requests_left == 1.0
    await http.send(READ)
    assert http.requests_left == 0.0


async def test_closing_lets_a_write_end(server: RawServer) -> None:
    transport = Transport()
    http = transport.open_account(build_account(server.url), Credentials({}), MANIFEST, math.inf)
    arrived, answered = asyncio.Event(), asyncio.Event()

    async def answer(_request: RawRequest, writer: asyncio.StreamWriter) -> None:
        arrived.set()
        writer.write(build_http(201))
        await writer.drain()
        answered.set()

    server.answer = answer
    caller = asyncio.create_task(http.send(WRITE))
    await arrived.wait()
    await transport.aclose(grace_s=10.0)
    assert answered.is_set()
    assert (await caller).status == 201
