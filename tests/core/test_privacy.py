"""A text by which someone can be found gets a kind remark; figures and groups do not."""

import re
import time

import pytest

from assessment.core.privacy import remarks
from tests.core.builders import library

MAIL, PHONE, NUMBER, PERSON = "e-mailadres", "telefoonnummer", "burgerservicenummer", "leeftijd"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Vraag het aan f.jansen@gemeente.nl.", MAIL),
        ("mail: piet+werk@ggd-regio.example.nl", MAIL),
        ("PIET@GGD.NL", MAIL),
        ("Bel 06-12345678 voor meer.", PHONE),
        ("06 12 34 56 78", PHONE),
        ("0612345678", PHONE),
        ("tel.: 035-6292111", PHONE),
        ("(035) 629 21 11", PHONE),
        ("+31 6 12345678", PHONE),
        ("+31 (0)6 1234 5678", PHONE),
        ("0031612345678", PHONE),
        ("+32 470 12 34 56", PHONE),
        ("Nummer 111222333 staat in het dossier", NUMBER),
        ("BSN 1112.22.333", NUMBER),
        ("111 222 333", NUMBER),
        ("Een meisje van 14 stuurde een foto.", PERSON),
        ("een jongen van 14", PERSON),
        ("Een jongen uit Laren van 15 jaar", PERSON),
        ("een meisje van veertien", PERSON),
        ("Er was een leerling van net 13.", PERSON),
        ("het slachtoffer (16)", PERSON),
        ("een meisje, 12 jaar, van de basisschool", PERSON),
        ("een 14-jarig meisje", PERSON),
        ("Een 15 jarige jongen", PERSON),
        ("een veertienjarige leerling", PERSON),
        ("Een 14-jarige werd bedreigd.", PERSON),
        ("Een vrouw van 34 uit het dorp", PERSON),
    ],
)
def test_what_points_at_someone(text, what):
    found = remarks(text, "uw toelichting")
    assert len(found) == 1
    assert found[0].startswith("In uw toelichting ")
    assert what in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "Nota jeugd 2024-2028, bladzijde 14",
        "Budget: € 150.000 per jaar",
        "€ 111222333",
        "111.222.333 euro",
        "150.000.000",
        "1.000.000.000.000",
        "0,25 fte en 0.5 dag",
        "Om de 36 maanden",
        "een project van 36 maanden",
        "Een kind van 36 maanden",
        "01-09-2025 31-08-2026",
        "1-1-2026, 2026-11-21 en 06/12/2034 12",
        "Helpwanted: 0800-0432, Veilig Thuis 0800 2000, politie 0900-8844, 112 en 113",
        "0800-2000 en 0900 1996",
        "Jongeren van 12 tot 18 jaar",
        "meisjes van 14",
        "Voor jongens van 14 jaar en ouder",
        "een kind van 4 tot 12 jaar",
        "elke leerling van 12 jaar en ouder",
        "elke leerling van 14 scholen",
        "16-jarige leerlingen",
        "een 10-jarig bestaan",
        "een vierjarige aanpak en een 4-jarig plan",
        "de aanpak van 14 gemeenten",
        "een man-vrouwverhouding van 40 procent",
        "Zaaknummer Z-2026-0123456789 of 2026/0612345678",
        "https://example.nl/0612345678/een-meisje-van-14?bsn=111222333&a=b@c.nl",
        "www.example.nl/111222333",
        "KvK 12345678 en nummer 123456789",
        "000000000",
        "1.234.567 kijkers, 0 klachten, 9 van de 10 scholen",
        "@gemeente op Instagram",
        "groep 7 en 8; klas 1, 2, 3 en 4",
    ],
)
def test_what_points_at_nobody(text):
    assert remarks(text, "uw toelichting") == ()


def test_every_kind_is_said_once():
    text = "a@b.nl, c@d.nl, 0612345678, 0687654321, 111222333, een meisje van 14, een jongen van 15"
    assert len(remarks(text, "uw toelichting")) == 4


def test_it_is_quick_on_any_text():
    started = time.process_time()
    for piece in ("0 ", "een ", "9", "a@", "a", "meisje ", "€ 1", "1.", "06-", "1 ", "a.-+"):
        remarks((piece * 4000)[:4000], "uw toelichting")
    assert time.process_time() - started < 5


def test_the_remarks_read_easily_themselves():
    for text in remarks("a@b.nl 0612345678 111222333 een meisje van 14", "uw toelichting"):
        assert list(library().language.remarks(text)) == []
        assert not re.search(r"\b(?:verboden|fout|mag niet)\b", text)
