"""The questionnaire on paper as a PDF."""

from __future__ import annotations

from functools import lru_cache

from assessment.core.paper import Paper
from assessment.pdf.document import paper_html
from assessment.pdf.rendering import render_pdf


def pdf_of(paper: Paper) -> bytes:
    """Raises `PdfFailed`. Takes some seconds; the caller holds no transaction meanwhile."""
    html = paper_html(paper)
    # A blank paper is the same for everyone until the questions change.
    return render_pdf(html, style="paper") if paper.filled else _blank_pdf(html)


@lru_cache(maxsize=2)
def _blank_pdf(html: str) -> bytes:
    return render_pdf(html, style="paper")
