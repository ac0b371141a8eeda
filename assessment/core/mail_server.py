"""The mail server of an installation, as its operator writes it down."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from assessment.core.email import email_key

PORTS = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}
# Without TLS a mail may go no further than this computer.
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and from whom it comes."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    sender: str


def read_server(address: str, sender: str) -> MailServer:
    """The settings of the operator. Raises ValueError, in Dutch and without the password."""
    wrong = "moet smtps://naam:wachtwoord@server:465 zijn, of smtp+starttls://…:587"
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise ValueError(f"PREVENTIESPIEGEL_SMTP {wrong}.") from None
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"PREVENTIESPIEGEL_SMTP {wrong}.")
    if parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
        raise ValueError("PREVENTIESPIEGEL_SMTP: zonder TLS mag alleen naar localhost.")
    if not email_key(sender) or not sender.isascii():
        raise ValueError("PREVENTIESPIEGEL_MAIL_FROM: geef het e-mailadres van de afzender.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.scheme, parts.hostname, port, user, password, sender)
