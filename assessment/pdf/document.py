"""The report as one HTML document that needs no server: for the PDF, and to keep as a file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from assessment.core.identity import Identity
from assessment.core.network_comparison import NetworkComparison
from assessment.core.network_order import order_of
from assessment.core.paper import Paper
from assessment.core.report import Report
from assessment.core.report_parts import FULL, Parts
from assessment.core.shared_report import SharedReport
from assessment.pdf.assets import COMPARISON_CSS, SCREEN_CSS
from assessment.pdf.clean_text import clean
from assessment.pdf.template_words import set_up

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, finalize=clean)
    set_up(environment)
    return environment


def report_html(
    report: Report, style: str = "", *, identity: Identity | None = None, parts: Parts = FULL
) -> str:
    """Without a style for the PDF, which brings its own; without an identity it is a draft."""
    template = _environment().get_template("report/document.html")
    safe = Markup(style)  # noqa: S704  # Our own style sheet.
    return template.render(report=report, style=safe, identity=identity, parts=parts)


def report_body(report: Report, identity: Identity) -> str:
    """What a page shows of a report that is kept for ever: always the whole."""
    template = _environment().get_template("report/_body.html")
    return template.render(report=report, identity=identity, parts=FULL)


def kept_html(body: str, style: str, title: str) -> str:
    """A finished report as one file that opens anywhere: its page and its style as they were."""
    template = _environment().get_template("report/kept.html")
    # Both were made by our own templates, and are kept as they were.
    safe = {"body": Markup(body), "style": Markup(style)}  # noqa: S704
    return template.render(title=title, **safe)


def shared_html(report: SharedReport, identity: Identity) -> str:
    """A finished report at the level at which it was shared, for the PDF."""
    template = _environment().get_template("shared_report/document.html")
    return template.render(report=report, identity=identity, parts=report.parts)


def shared_body(report: SharedReport, identity: Identity) -> str:
    """The same, for a page, where no picture can stand inside."""
    template = _environment().get_template("shared_report/_body.html")
    return template.render(report=report, identity=identity, parts=report.parts, on_page=True)


def paper_html(paper: Paper) -> str:
    """The questionnaire to print."""
    return _environment().get_template("paper/document.html").render(paper=paper)


def standalone_html(report: Report) -> str:
    """With the style inside, so that the file opens anywhere and asks nothing of the network."""
    return report_html(report, SCREEN_CSS.read_text(encoding="utf-8"))


def comparison_html(comparison: NetworkComparison, style: str = "") -> str:
    """Municipalities beside each other: for the PDF, or with a style as a file by itself."""
    template = _environment().get_template("comparison/document.html")
    safe = Markup(style)  # noqa: S704  # Our own style sheets.
    order = order_of(comparison)
    return template.render(comparison=comparison, order=order, style=safe)


def standalone_comparison(comparison: NetworkComparison) -> str:
    sheets = (path.read_text(encoding="utf-8") for path in (SCREEN_CSS, COMPARISON_CSS))
    return comparison_html(comparison, "\n".join(sheets))
