"""The measurements need nothing but the product, and say how many pages a PDF has."""

import io
from pathlib import Path

from pypdf import PdfReader

from assessment.cli.figures import count_pages, side_by_side
from assessment.pdf.rendering import render_pdf
from tests.core.builders import ROOT


def test_pages_are_counted_without_a_reader_of_pdfs():
    page = "<p style='break-after: page'>tekst</p>"
    pdf = render_pdf(f"<!DOCTYPE html><html lang=nl><title>T</title><body>{page * 3}<p>t</body>")
    assert count_pages(pdf) == len(PdfReader(io.BytesIO(pdf)).pages) == 4


def test_a_ratio_is_taken_pair_by_pair():
    figure = side_by_side("a", lambda: sum(range(20_000)), "b", lambda: sum(range(200)), runs=5)
    assert min(figure.median_ms, figure.floor_ms, figure.ratio) >= 0
    assert figure.runs == 5


def test_the_product_imports_nothing_that_only_the_tests_have():
    only_tests = ("playwright", "hypothesis", "openpyxl", "pikepdf", "pytest")
    # The first picture in a browser is measured where a browser and its driver are there.
    browser = ROOT / "assessment" / "cli" / "benching_browser.py"
    for path in set(Path(ROOT / "assessment").rglob("*.py")) - {browser}:
        text = path.read_text(encoding="utf-8")
        assert not any(f"import {name}" in text or f"from {name}" in text for name in only_tests)
