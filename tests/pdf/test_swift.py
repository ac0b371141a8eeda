"""What is worked out once gives the same PDF, byte for byte, as what is worked out again."""

import subprocess
import sys

import pytest

from assessment.config import ROOT
from tests.pdf.samples import html

# In a process of its own: WeasyPrint is changed for a whole process at once.
PROGRAM = """
import hashlib, sys
from assessment.pdf import printing, swift
text = sys.stdin.buffer.read().decode()
if sys.argv[1] == "plain":
    swift.uninstall()
made = printing.make_pdf(text, printing.read_styles()["report"])
print(hashlib.sha256(made).hexdigest())
"""


def printed(way: str, text: str) -> str:
    command = [sys.executable, "-c", PROGRAM, way]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True, cwd=ROOT)
    return done.stdout.decode().strip()


@pytest.mark.parametrize("kind", ["empty", "partly", "hostile"])
def test_a_report_is_the_same_byte_for_byte(kind: str) -> None:
    text = html(kind)
    assert printed("swift", text) == printed("plain", text)


def test_so_is_a_page_with_what_reports_seldom_have() -> None:
    """Percentages, boxes measured with their borders, round corners, and another language."""
    style = (
        "<style>aside { width: 50%; padding: 3%; min-height: 2cm; border: 2pt solid; }"
        "td { box-sizing: border-box; width: 30%; padding: 2mm; border: 3pt solid; }"
        "p { border-radius: 3mm; border: 1pt solid; max-width: 60mm; } i { float: right; }"
        "h2 { box-sizing: border-box; width: 40mm; padding: 5mm; border: 2mm solid; }"
        "b { position: relative; top: 2mm; font-kerning: none; }</style>"
    )
    body = (
        "<h2>Een kop in een vak</h2><aside>Tekst <i>rechts</i></aside><p lang=en>Some <b>English</b> text, and more of it</p>"
        "<table><tr><td>a<td>b</table><table><tr><td><p>c</p><td>d <u>e</u></table>"
    )
    text = f"<!DOCTYPE html><html lang=nl><title>Proef</title>{style}<body>{body}</body>"
    assert printed("swift", text) == printed("plain", text)
