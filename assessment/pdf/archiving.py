"""What makes one PDF both readable by anyone (PDF/UA-1) and fit to keep (PDF/A-3a).

WeasyPrint writes either of the two. They ask for things that can stand side by side: it writes the
second, and here the name of the first is added to what the file says about itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

VARIANT = "pdf/a-3a"
# The one file that a report carries; whoever reads a report back looks for this name.
ATTACHMENT = "preventiespiegel-antwoorden.json"

# PDF/A knows its own properties only. Another one is allowed when the file explains it.
_ALSO_UA = b"""\
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that this file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


@dataclass(frozen=True)
class Attachment:
    """A file that travels inside the PDF, as the source of what the PDF shows."""

    name: str
    body: bytes
    description: str
    modified: datetime  # never the time of printing: the same report is the same file

    def __post_init__(self) -> None:
        if self.modified.tzinfo is None:
            raise ValueError("the time of an attachment needs a time zone")


def declare(document: Any) -> None:
    """In the one block of metadata that there is: a second block is not read by anyone."""
    generate = document.metadata.generate_rdf_metadata

    def generate_both(*arguments: Any) -> bytes:
        made: bytes = generate(*arguments)
        return made.replace(b"</rdf:RDF>", _ALSO_UA + b"</rdf:RDF>")

    document.metadata.generate_rdf_metadata = generate_both


def embedded(attachment: Attachment) -> Any:
    from weasyprint import Attachment as Embedded

    when = attachment.modified.astimezone(UTC)  # WeasyPrint writes it down as if it were UTC.
    return Embedded(
        string=attachment.body,
        name=attachment.name,
        description=attachment.description,
        relationship="Source",
        created=when,
        modified=when,
    )


def list_once(pdf: Any) -> None:
    """WeasyPrint lists an attachment twice among the files that belong to the document."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))
