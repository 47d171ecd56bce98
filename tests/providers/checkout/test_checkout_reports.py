"""Checkout.com's report in every form it has or had: the link, the file itself, and what is neither."""

from __future__ import annotations

import json

import pytest

from console.domain.errors import ReportUnreadable
from console.providers.checkout import protocol
from console.providers.contract import HttpReply, KnownVerification
from tests.support.checkout import CheckoutDesk
from tests.support.samples import load_sample_bytes


@pytest.mark.parametrize(
    ("sample", "key"),
    [("report", "pdf_report"), ("report_older", "signed_url"), ("report_both", "pdf_report")],
)
def test_both_names_of_the_report_link_are_read(sample: str, key: str) -> None:
    body = load_sample_bytes(f"checkout/{sample}/200.json")
    assert protocol.read_report_link(HttpReply(200, {}, body)) == json.loads(body)[key]


def test_a_report_may_come_as_itself() -> None:
    assert protocol.read_report_link(HttpReply(200, {"content-type": "application/pdf"}, b"%PDF-1.7")) == ""


@pytest.mark.parametrize("body", [b"{}", b"[]", b"nothing", b'{"pdf_report": 3}', b'{"pdf_report": ""}'])
def test_an_answer_without_a_report_says_so(body: bytes) -> None:
    with pytest.raises(ReportUnreadable):
        protocol.read_report_link(HttpReply(200, {}, body))


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"%PDF-1.7 and then nothing", b"x%PDF-1.7 %%EOF", b"%PDF-" + b"%%EOF" + b" " * 9999],
)
def test_only_a_whole_pdf_is_a_report(body: bytes) -> None:
    with pytest.raises(ReportUnreadable):
        protocol.verify_pdf(body)


def test_a_whole_pdf_passes() -> None:
    protocol.verify_pdf(b"%PDF-1.7\n...\n%%EOF\r\n")


def test_the_source_of_a_report_holds_no_signature() -> None:
    assert (
        protocol.build_source("https://storage.example.com/r/1.pdf?sig=ghi#x")
        == "https://storage.example.com/r/1.pdf"
    )


async def test_the_report_is_fetched_in_every_form_it_ever_had(desk: CheckoutDesk) -> None:
    made = await desk.create()
    desk.journey(made.id, "finish")
    known = (await desk.look(made.id)).verification
    try:
        for form in ("signed_url", "both", "pdf", "pdf_report"):
            desk.simulator.control("POST", "/switches/checkout", {"report_body": form})
            report = await desk.client.fetch_report(KnownVerification(known.id, known.customer_id))
            assert report.body.startswith(b"%PDF-")
            assert "signature" not in report.source
    finally:
        desk.simulator.control("POST", "/switches/checkout", {"report_body": "pdf_report"})
