"""What the two pages that compare municipalities have in common: the page itself, and the files."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, render_template

from assessment.core.network_comparison import NetworkComparison
from assessment.core.network_order import order_of, orders_of
from assessment.core.plain_names import plain
from assessment.services.network_writers import WRITERS
from assessment.web.files import XLSX

KINDS = {
    "pdf": ("PDF", "application/pdf"),
    "xlsx": ("Excel", XLSX),
    "ods": ("LibreOffice", "application/vnd.oasis.opendocument.spreadsheet"),
    "html": ("Webpagina", "text/html"),
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
}


def show(template: str, comparison: NetworkComparison, **more: Any) -> str:
    return render_template(
        template,
        comparison=comparison,
        order=order_of(comparison),
        orders=[
            (item.by, item.words[0].upper() + item.words[1:]) for item in orders_of(comparison)
        ],
        kinds=KINDS,
        **more,
    )


def file_of(comparison: NetworkComparison, kind: str) -> Response:
    """The comparison as a file to keep. Raises `PdfFailed`; another kind than these is a 404."""
    if kind not in KINDS:
        abort(404)
    return as_file(WRITERS[f".{kind}"](comparison), kind, comparison)


def as_file(body: bytes, kind: str, comparison: NetworkComparison) -> Response:
    response = Response(body, mimetype=KINDS[kind][1])
    words = ("preventiespiegel-vergelijking", *plain(comparison.network).split())
    name = f"{'-'.join(words)}.{kind}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
