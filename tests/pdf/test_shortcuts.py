"""What is left out in making a PDF, and that nothing of it is missed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from assessment.config import ROOT
from tests.pdf import samples

ODD = """<!DOCTYPE html><html lang="nl"><head><title>Proef</title></head><body><main>
<h1>Een <span class="badge">merk</span> in een kop</h1>
<p class="small">Tekst<br>op twee regels, met <a href="https://example.nl">een adres</a>.</p>
<ul class="columns"><li>een</li><li><strong>twee</strong><br>en meer</li></ul>
<p><span class="tick-box">x</span> <span class="blank-line"></span></p>
</main></body></html>"""

# In a process of its own, as every PDF is made: WeasyPrint leaves files open.
BOTH = """
import sys
from assessment.pdf import shortcuts
from assessment.pdf.printing import make_pdf, read_styles
html, styles = sys.stdin.read(), read_styles()
ours = make_pdf(html, styles[sys.argv[1]])
assert all(getattr(owner, name) is ours for owner, name, ours in shortcuts.OURS)
shortcuts.uninstall()
assert all(getattr(owner, name) is theirs for owner, name, theirs in shortcuts.THEIRS)
sys.exit(make_pdf(html, styles[sys.argv[1]]) != ours)
"""


@pytest.mark.parametrize("style", ["report", "paper"])
def test_with_and_without_shortcuts_the_pdf_is_the_same(style):
    html = {"report": samples.html("hostile"), "paper": ODD}[style]
    command = [sys.executable, "-W", "ignore", "-c", BOTH, style]
    made = subprocess.run(command, input=html.encode(), capture_output=True, cwd=ROOT, check=False)
    assert (made.returncode, made.stderr) == (0, b"")
