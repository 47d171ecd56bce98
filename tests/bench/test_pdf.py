"""What the group `pdf` measures with: its invented papers are real documents; without poppler it says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.bench.pdf import measure_pdf
from console.bench.pdf_bare import BarePdf
from console.bench.pdf_paper import build_paper
from console.bench.processes import MeasurementFailedError
from console.pdf.client import PdfWorker
from console.pdf.open_document import OpenDocument


async def test_invented_papers_are_documents_with_words_in_known_places() -> None:
    worker = PdfWorker()
    try:
        paper = OpenDocument("paper", await worker.open("paper", build_paper(21)), worker)
        assert paper.info.pages == 21
        found = [hit.page async for part in paper.iter_find("needle") for hit in part.hits]
        assert found == [0, 10, 20]
        assert [hit.page async for part in paper.iter_find("page 17") for hit in part.hits] == [16]
    finally:
        await worker.aclose()


def test_the_library_alone_draws_and_searches_the_same_paper() -> None:
    bare = BarePdf(build_paper(3))
    assert bare.render_ms(2, 1.0) > 0
    assert bare.search_ms("needle") > 0


def test_without_poppler_the_group_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MeasurementFailedError, match="poppler-utils"):
        measure_pdf(tmp_path, 1_000)
