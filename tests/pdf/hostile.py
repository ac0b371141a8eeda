"""PDFs that were made to do harm, written by hand: no library would write them."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from assessment.pdf.archiving import ATTACHMENT

GIGABYTE = 1 << 30
CATALOG = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles %s>>>>"
PAGES = b"<</Type/Pages/Kids[]/Count 0>>"
NAME = ATTACHMENT.encode()


def pdf(objects: dict[int, bytes], trailer: bytes = b"", header: bytes = b"%PDF-1.7\n") -> bytes:
    """A PDF with a classic table, of objects that may hold anything."""
    made = bytearray(header)
    places = {}
    for number, body in objects.items():
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(made)
    size = max(objects) + 1
    made += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        made += b"%d 1\n%010d 00000 n \n" % (number, place)
    made += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, table)
    return bytes(made)


def stream(body: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(body), more, body)


def file(name: bytes = NAME, stream_number: int = 4, more: bytes = b"") -> bytes:
    return b"<</Type/Filespec/F(%s)/UF(%s)/EF<</F %d 0 R%s>>>>" % (name, name, stream_number, more)


def carrying(stream_object: bytes, **changed: bytes) -> bytes:
    """As small as a PDF with one attachment can be."""
    objects = {
        1: CATALOG % changed.get("tree", b"<</Names[(%s) 3 0 R]>>" % NAME),
        2: changed.get("pages", PAGES),
        3: changed.get("file", file()),
        4: stream_object,
    }
    return pdf(objects, changed.get("trailer", b""))


def flate(body: bytes, more: bytes = b"") -> bytes:
    return stream(zlib.compress(body, 9), b"/Filter/FlateDecode" + more)


@cache
def zeros(size: int = GIGABYTE) -> bytes:
    """A gigabyte of zeros, packed, without ever having it in memory."""
    packing = zlib.compressobj(9)
    piece = bytes(1 << 20)
    return b"".join(packing.compress(piece) for _ in range(size >> 20)) + packing.flush()


def bomb() -> bytes:
    return carrying(stream(zeros(), b"/Filter/FlateDecode"))


def double_bomb() -> bytes:
    return carrying(stream(zlib.compress(zeros(), 9), b"/Filter[/FlateDecode/FlateDecode]"))


def object_stream() -> bytes:
    """The list of attachments stands in a stream that unpacks to a gigabyte."""
    packed = stream(zeros(), b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")
    return _with_xref_stream({2: PAGES, 5: packed}, packed_catalog=True)


def xref_stream() -> bytes:
    return _with_xref_stream({1: CATALOG % b"<</Names[]>>", 2: PAGES}, table=zeros())


def _with_xref_stream(
    objects: dict[int, bytes], *, packed_catalog: bool = False, table: bytes = b""
) -> bytes:
    made = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = bytearray(b"\0\0\0\0\0\0\xff")
    for number in range(1, 7):
        if number == 1 and packed_catalog:
            rows += b"\2" + (5).to_bytes(4, "big") + b"\0\0"
        else:
            place = len(made) if number == 6 else places.get(number, 0)
            rows += (b"\1" if place else b"\0") + place.to_bytes(4, "big") + b"\0\0"
    start = len(made)
    more = b"/Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Filter/FlateDecode"
    body = stream(table or zlib.compress(bytes(rows)), more)
    made += b"6 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (body, start)
    return bytes(made)


def names_loop() -> bytes:
    objects = {1: CATALOG % b"3 0 R", 2: PAGES, 3: b"<</Kids[3 0 R 3 0 R]>>"}
    return pdf(objects)


def names_circle() -> bytes:
    return pdf({1: CATALOG % b"3 0 R", 2: PAGES, 3: b"4 0 R", 4: b"3 0 R"})


def many_names(number: int = 300_000) -> bytes:
    return carrying(flate(b"{}"), tree=b"<</Names[" + b"(a)3 0 R" * number + b"]>>")


def deep_array(depth: int = 100_000) -> bytes:
    return carrying(flate(b"{}"), tree=b"<</Names" + b"[" * depth + b"]" * depth + b">>")


def deep_dictionary(depth: int = 100_000) -> bytes:
    return carrying(
        flate(b"{}"), tree=b"<</Names" + b"<</A" * depth + b" 1" + b">>" * depth + b">>"
    )


def many_brackets() -> bytes:
    return carrying(flate(b"{}"), tree=b"[" * 4_000_000)


def long_number() -> bytes:
    return carrying(stream(b"{}", b"/Length1 " + b"9" * 3_000_000))


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(carrying(flate(b"{}")))))
    writer.encrypt("geheim", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def large() -> bytes:
    """Three megabytes that hardly pack."""
    return carrying(flate(random.Random(1).randbytes(3_000_000)))


def predictor() -> bytes:
    parameters = b"/DecodeParms<</Predictor 12/Columns 2000000000>>"
    return carrying(flate(b"{}", parameters))


def other_filter() -> bytes:
    return carrying(stream(b"7b7d>", b"/Filter/ASCIIHexDecode"))


def truncated() -> bytes:
    whole = carrying(flate(b"{}"))
    return whole[: len(whole) // 2]


def truncated_data() -> bytes:
    body = zlib.compress(b'{"preventiespiegel_report": 1}')[:-6]
    return carrying(stream(body, b"/Filter/FlateDecode"))


def archive_in_disguise() -> bytes:
    from zipfile import ZipFile

    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(ATTACHMENT, "{}")
    return out.getvalue()


def archive_behind_it() -> bytes:
    return carrying(flate(b"{}")) + archive_in_disguise()


def page_in_front() -> bytes:
    return b"<html><script>alert(1)</script>" + carrying(flate(b"{}"))


def page_tree_loop() -> bytes:
    loop = b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>"
    return carrying(flate(b"{}"), pages=loop, tree=b"<</Names[]>>")


def twice() -> bytes:
    tree = b"<</Names[(%s) 3 0 R(b) 3 0 R]>>" % NAME
    return carrying(flate(b"{}"), tree=tree)


def two_readings() -> bytes:
    """One reader would find the one file and another reader the other."""
    objects = {
        1: CATALOG % (b"<</Names[(%s) 3 0 R]>>" % NAME),
        2: PAGES,
        3: file(more=b"/UF 5 0 R"),
        4: flate(b"{}"),
        5: flate(b'{"a": 1}'),
    }
    return pdf(objects)


def path_as_name() -> bytes:
    return carrying(flate(b"{}"), file=file(b"../../../../" + NAME))


def elsewhere() -> bytes:
    """The body of the attachment would be a file of this machine."""
    return carrying(stream(b"", b"/F(/etc/passwd)"))


HOSTILE: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        bomb,
        double_bomb,
        object_stream,
        xref_stream,
        names_loop,
        names_circle,
        many_names,
        deep_array,
        deep_dictionary,
        many_brackets,
        long_number,
        encrypted,
        large,
        predictor,
        other_filter,
        truncated,
        truncated_data,
        archive_in_disguise,
        archive_behind_it,
        page_in_front,
        page_tree_loop,
        twice,
        two_readings,
        path_as_name,
        elsewhere,
    )
}


def mutated(raw: bytes, seed: int) -> bytes:
    """The same file with a few things wrong with it; the same ones for the same seed."""
    chance = random.Random(seed)
    made = bytearray(raw)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(made))
        match chance.randrange(6):
            case 0:
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                made[at : at + chance.randint(1, 40)] = b""
            case 2:
                made[at:at] = chance.randbytes(chance.randint(1, 40))
            case 3:
                other = chance.randrange(len(made))
                made[at : at + 20] = made[other : other + chance.randint(1, 60)]
            case 4:
                digits = [i for i in range(at, min(at + 400, len(made))) if 48 <= made[i] <= 57]
                for i in digits[:3]:
                    made[i] = chance.randrange(48, 58)
            case _:
                word = chance.choice(
                    (b"<<", b">>", b"[", b"obj", b"/Kids", b" 0 R", b"-1", b"null")
                )
                made[at : at + len(word)] = word
        if not made:
            return b""
    return bytes(made)
