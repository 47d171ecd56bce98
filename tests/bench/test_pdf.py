"""What the group `pdf` measures with: its invented papers are real documents; without poppler it says what is missing."""

from __future__ import annotations

import shutil
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


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")
def test_every_figure_is_taken_in_a_real_window(tmp_path: Path) -> None:
    found = {metric.name: metric for metric in measure_pdf(tmp_path, 1_000)}
    assert set(found) == {
        "first_page_warm_worker",
        "first_page_cold_worker",
        "page_turn_p95",
        "page_turn_p95_beside",
        "page_jump_p95",
        "search_200_pages",
        "search_200_pages_beside",
        "memory_2000_pages",
    }
    assert all(metric.value > 0 and metric.group == "pdf" for metric in found.values())
    assert found["first_page_warm_worker"].budget == 0.7
    assert found["memory_2000_pages"].budget == 250.0
