"""Mail goes to a real server over a checked connection, or stays in a folder for its owner."""

import email
import email.policy
import stat

import pytest

from assessment.core.mail_server import MailServer, read_server
from assessment.services import mail
from assessment.services.mail import Mail, MailFailed, send
from tests.database import NOW
from tests.services.certificates import certificate
from tests.services.smtp_server import PASSWORD, USER, mail_server

SENDER = "spiegel@gemeente.example"
LETTER = Mail(
    "iemand@gemeente.example", "Uitnodiging voor Súdwest-Fryslân", "Goedendag,\n\nEén link: é\n"
)


def at(server, scheme="smtp", user=""):
    return MailServer(scheme, "localhost", server.port, user, PASSWORD if user else "", SENDER)


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.SMTP)


@pytest.fixture
def pem(tmp_path, monkeypatch):
    """A certificate that this computer trusts."""
    path = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def test_a_mail_arrives_as_it_was_written(tmp_path):
    with mail_server() as server:
        assert send(at(server), tmp_path, LETTER, NOW) == "sent"
    [raw] = server.mails
    found = read(raw)
    assert found["To"] == LETTER.to
    assert found["From"] == SENDER
    assert found["Subject"] == LETTER.subject
    assert found["Auto-Submitted"] == "auto-generated"
    assert found.get_content().replace("\r\n", "\n") == LETTER.text
    assert not (tmp_path / mail.OUTBOX).exists()


@pytest.mark.parametrize(("scheme", "implicit"), [("smtps", True), ("smtp+starttls", False)])
def test_the_password_goes_over_a_connection_that_was_checked(tmp_path, pem, scheme, implicit):
    with mail_server(pem, implicit) as server:
        assert send(at(server, scheme, USER), tmp_path, LETTER, NOW) == "sent"
    assert len(server.mails) == 1
    assert any(line.startswith("AUTH") for line in server.heard)
    if not implicit:
        assert server.heard.index("STARTTLS") < next(
            n for n, line in enumerate(server.heard) if line.startswith("AUTH")
        )


@pytest.mark.parametrize(("scheme", "implicit"), [("smtps", True), ("smtp+starttls", False)])
def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path, scheme, implicit):
    with (
        mail_server(certificate(tmp_path), implicit) as server,
        pytest.raises(MailFailed),
    ):
        send(at(server, scheme, USER), tmp_path, LETTER, NOW)
    assert not server.mails
    assert not any(line.startswith(("AUTH", "MAIL")) for line in server.heard)


def test_a_server_without_tls_gets_no_password(tmp_path):
    with mail_server() as server, pytest.raises(MailFailed):
        send(at(server, "smtp", USER), tmp_path, LETTER, NOW)
    assert not server.mails
    assert not any(line.startswith("AUTH") for line in server.heard)


def test_a_refusal_says_no_word_of_the_mail(tmp_path):
    with mail_server(refuses=True) as server, pytest.raises(MailFailed) as fault:
        send(at(server), tmp_path, LETTER, NOW)
    assert str(fault.value) == "SMTPRecipientsRefused"
    assert fault.value.__cause__ is None


def test_a_server_that_is_silent_or_away_is_no_fault_of_ours(tmp_path, monkeypatch):
    monkeypatch.setattr(mail, "PATIENCE_SECONDS", 0.2)
    with mail_server(silent=True) as server, pytest.raises(MailFailed):
        send(at(server), tmp_path, LETTER, NOW)
    with pytest.raises(MailFailed):
        send(at(server), tmp_path, LETTER, NOW)


def test_without_a_server_it_lies_in_a_folder_for_its_owner_alone(tmp_path):
    for _ in range(2):
        assert send(None, tmp_path, LETTER, NOW) == "kept"
    folder = tmp_path / mail.OUTBOX
    files = list(folder.iterdir())
    assert len(files) == 2
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in files:
        assert file.suffix == ".eml"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert read(file.read_bytes())["To"] == LETTER.to


@pytest.mark.parametrize(
    "to",
    [
        "a@b.nl\r\nBcc: c@d.nl",
        "a@b.nl\nX: y",
        "a@b.nl, c@d.nl",
        "a@b.nl; c@d.nl",
        "Naam <a@b.nl>",
        "a@b.nl\x00",
        "a b@c.nl",
        "",
    ],
)
def test_an_address_is_one_address(tmp_path, to):
    with pytest.raises(ValueError, match="mail address"):
        send(None, tmp_path, Mail(to, "Onderwerp", "Tekst"), NOW)


@pytest.mark.parametrize("line", ["Hallo\r\nBcc: c@d.nl", "Hallo\nBcc: c@d.nl", "Hallo\rBcc: x"])
def test_a_subject_is_one_line(tmp_path, line):
    with pytest.raises(ValueError, match="linefeed"):
        send(None, tmp_path, Mail("a@b.nl", line, "Tekst"), NOW)


def test_a_text_ends_where_it_ends(tmp_path):
    """A line with one dot ends a mail on the wire."""
    text = "Een\n.\nMAIL FROM:<x@y.nl>\n.\nTwee\n"
    with mail_server() as server:
        send(at(server), tmp_path, Mail("a@b.nl", "Onderwerp", text), NOW)
    [raw] = server.mails
    assert "MAIL FROM:<x@y.nl>" not in server.heard
    assert b"Twee" in raw


@pytest.mark.parametrize(
    ("address", "port"),
    [
        ("smtps://naam:wacht%40woord@mail.example", 465),
        ("smtps://naam:wacht%40woord@mail.example:4650", 4650),
        ("smtp+starttls://naam:wacht%40woord@mail.example", 587),
    ],
)
def test_the_settings_of_a_server(address, port):
    found = read_server(address, SENDER)
    assert (found.host, found.port, found.user) == ("mail.example", port, "naam")
    assert found.password == "wacht@woord"
    assert "wacht" not in repr(found)


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("mail.example", SENDER),
        ("https://mail.example", SENDER),
        ("smtps://", SENDER),
        ("smtps://a:geheim@mail.example:poort", SENDER),
        ("smtps://a:geheim@mail.example/pad", SENDER),
        ("smtp://a:geheim@mail.example", SENDER),
        ("smtps://a:geheim@mail.example", ""),
        ("smtps://a:geheim@mail.example", "geen adres"),
        ("smtps://a:geheim@mail.example", "a@b.nl\nBcc: c@d.nl"),
    ],
)
def test_settings_that_are_not_right_are_refused_without_the_password(address, sender):
    with pytest.raises(ValueError, match="PREVENTIESPIEGEL_") as fault:
        read_server(address, sender)
    assert "geheim" not in str(fault.value)
