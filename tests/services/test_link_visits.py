"""Visiting addresses: every kind of site, on this machine, without the internet."""

import threading
import time

import pytest

from assessment.services import asking_sites
from assessment.services.asking_sites import Limits, NoAnswer, NotAllowed, ask
from assessment.services.link_visits import AT_ONCE, Visitor
from tests.services.certificates import certificate
from tests.services.sites import nobody, site, took

QUICK = Limits(step=0.3, whole=0.6, local=True)


@pytest.fixture
def there():
    with site() as made:
        yield made


def visitor(**changed):
    return Visitor(QUICK, **{"pause": 0.0, **changed})


@pytest.mark.parametrize(
    ("path", "outcome", "detail"),
    [
        ("/", "ok", ""),
        ("/pagina?a=b&c=d%20e#deel", "ok", ""),
        ("/status/404", "gone", "bestaat niet (404)"),
        ("/status/410", "gone", "bestaat niet (410)"),
        ("/status/503", "silent", "storing (503)"),
        ("/status/429", "skipped", "laat ons programma niet toe (429)"),
        ("/no-programs", "skipped", "laat ons programma niet toe (403)"),
        ("/not-head", "ok", ""),
        ("/wrong-head", "ok", ""),
        ("/silence", "silent", "duurt te lang"),
        ("/drip", "silent", "duurt te lang"),
        ("/huge", "ok", ""),
        ("/verboden/pagina", "skipped", "robots.txt"),
        ("/to/302/verboden", "skipped", "robots.txt"),
        ("/circle", "silent", "stuurt meer dan 5 keer door"),
        ("/hops/6", "silent", "stuurt meer dan 5 keer door"),
        ("/to/301/status/404", "gone", "bestaat niet (404)"),
        ("/strange", "skipped", "het adres klopt niet"),
    ],
)
def test_what_each_kind_of_page_is_called(there, path, outcome, detail):
    start = time.monotonic()
    visit = visitor().visit(there.address + path)
    assert visit.outcome == outcome
    assert detail in visit.detail
    assert took(start) < 3


@pytest.mark.parametrize(
    ("path", "outcome", "suggestion"),
    [
        ("/to/301/nieuw", "moved", "/nieuw"),
        ("/to/308/nieuw#deel", "moved", "/nieuw#deel"),
        ("/hops/5", "moved", "/hops/0"),
        ("/to/302/nieuw", "ok", None),
        ("/to/301/to/302/nieuw", "ok", None),
        ("/to/301/", "moved", None),
        ("/to/302/", "moved", None),
    ],
)
def test_a_new_address_is_suggested_only_when_it_is_for_good(there, path, outcome, suggestion):
    visit = visitor().visit(there.address + path)
    assert visit.outcome == outcome
    assert visit.suggestion == (suggestion and there.address + suggestion)


def test_a_page_that_leads_to_the_front_page_says_so(there):
    visit = visitor().visit(f"{there.address}/to/301/")
    assert visit.to_front_page
    assert "voorpagina" in visit.detail


def test_a_site_that_is_silent_once_gets_a_second_chance(there):
    assert visitor().visit(f"{there.address}/once-silent").outcome == "ok"
    assert there.counts["/once-silent"] == 2


def test_a_page_that_is_fine_is_asked_once_without_its_body(there):
    visitor().visit(f"{there.address}/pagina")
    assert there.asked == [("GET", "/robots.txt"), ("HEAD", "/pagina")]
    assert all(agent.startswith("Preventiespiegel-linkcontrole/") for agent in there.agents)


def test_a_wrong_certificate_is_not_silence(tmp_path):
    with site(certificate=certificate(tmp_path)) as safe:
        visit = visitor().visit(f"{safe.address}/")
    assert visit.outcome == "certificate"
    assert "niemand staat in" in visit.detail


def test_a_site_where_nobody_listens_is_silent():
    assert visitor().visit(f"{nobody()}/").outcome == "silent"


def test_a_name_that_does_not_exist_is_silent():
    assert visitor().visit("https://bestaat-niet.invalid/").outcome == "silent"


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        (404, "ok"),
        (403, "ok"),
        (503, "skipped"),
        ("User-agent: *\nDisallow: /\n", "skipped"),
        ("User-agent: preventiespiegel-linkcontrole\nDisallow: /\n", "skipped"),
        ("User-agent: een-ander\nDisallow: /\n", "ok"),
        ("\ufeff\x00\xff onzin", "ok"),
    ],
)
def test_robots_txt_is_respected(robots, outcome):
    with site(robots) as there:
        assert visitor().visit(f"{there.address}/pagina").outcome == outcome
        assert (("HEAD", "/pagina") in there.asked) == (outcome == "ok")


def test_robots_txt_is_asked_once_per_site(there):
    looking = visitor()
    for page in ("/a", "/b", "/c"):
        looking.visit(there.address + page)
    assert there.counts["/robots.txt"] == 1


def test_a_host_gets_one_question_at_a_time_and_four_hosts_at_most_are_asked_at_once():
    sites = [site() for _ in range(6)]
    opened = [made.__enter__() for made in sites]
    try:
        busy, most = [0], [0]
        guard = threading.Lock()
        real = asking_sites.ask

        def counted(*given):
            with guard:
                busy[0] += 1
                most[0] = max(most[0], busy[0])
            try:
                return real(*given)
            finally:
                with guard:
                    busy[0] -= 1

        for made in opened:
            made.slow = 0.05
        told = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("assessment.services.link_visits.ask", counted)
            # The later sites send everyone on to the first, so that many roads lead there at once.
            port = opened[0].server_address[1]
            pages = [f"{made.address}/away/{port}/{page}" for made in opened[1:] for page in "abc"]
            Visitor(QUICK, pause=0.0).visit_all(pages, told.append)
        assert sorted(visit.address for visit in told) == sorted(pages)
        assert {visit.outcome for visit in told} == {"moved"}
        assert [made.most for made in opened] == [1] * 6
        assert most[0] == AT_ONCE
    finally:
        for made in sites:
            made.__exit__(None, None, None)


def test_there_is_a_pause_between_two_questions_to_one_host(there):
    start = time.monotonic()
    visitor(pause=0.1).visit(f"{there.address}/a")
    assert took(start) >= 0.1


def test_an_address_is_visited_once_however_many_tools_have_it(there):
    told = []
    visitor().visit_all([f"{there.address}/a"] * 3, told.append)
    assert len(told) == there.counts["/a"] == 1


def test_a_fault_in_the_one_who_listens_stops_everything(there):
    def told(visit):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        visitor().visit_all([f"{there.address}/{number}" for number in range(5)], told)
    assert len(there.asked) < 5


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[2002:7f00:1::]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
    ],
)
def test_nothing_of_our_own_network_is_ever_asked(address):
    with pytest.raises(NotAllowed, match="eigen netwerk"):
        ask("GET", address, Limits(0.2, 0.2))
    assert Visitor(Limits(0.2, 0.2), 0.0).visit(address).outcome == "skipped"


def test_a_public_site_cannot_send_us_inside(there, monkeypatch):
    """The first host counts as public here; the one that it names does not."""
    real = asking_sites._is_public
    monkeypatch.setattr(asking_sites, "_is_public", lambda ip: ip == "127.0.0.1" or real(ip))
    monkeypatch.setitem(asking_sites.PORTS, "http", there.server_address[1])
    visit = Visitor(Limits(0.3, 0.6), 0.0).visit("http://127.0.0.1/inside")
    assert visit.outcome == "skipped"
    assert "eigen netwerk" in visit.detail


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.nl/",
        "file:///etc/passwd",
        "http:///pad",
        "https://example.nl:99999/",
        "https://example.nl:8443/",
        "https://iemand:geheim@example.nl/",
        "http://" + "a" * 300 + ".nl/",
    ],
)
def test_an_address_that_is_not_right_is_not_visited(address):
    with pytest.raises(NotAllowed):
        ask("GET", address, Limits(0.2, 0.2))


def test_a_body_is_read_up_to_its_limit(there):
    assert len(ask("GET", f"{there.address}/huge", QUICK, 1000).body) == 1000


def test_an_address_cannot_smuggle_a_line_into_the_question(there):
    answer = ask("GET", f"{there.address}/a b\u2028c?d=e f\u00e9", QUICK)
    assert answer.status == 200
    assert there.asked == [("GET", "/a%20b%E2%80%A8c?d=e%20f%C3%A9")]


def test_nonsense_is_no_answer():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk():
            connected, _ = server.accept()
            with connected:
                connected.recv(1000)
                connected.sendall(b"\x00\xffgeen web\r\n\r\n")

        thread = threading.Thread(target=talk)
        thread.start()
        with pytest.raises(NoAnswer):
            ask("GET", f"http://127.0.0.1:{server.getsockname()[1]}/", QUICK)
        thread.join()
