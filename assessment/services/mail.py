"""Sending a mail, or leaving it in a folder when there is no mail server.

It is sent after the commit, by whoever asked: a mail about something that was not saved is worse
than none. So a view ends its transaction first, and says on its page what came of the mail.
"""

from __future__ import annotations

import os
import secrets
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Literal

from assessment.core.email import email_key
from assessment.core.mail_server import MailServer

OUTBOX = "outbox"
PATIENCE_SECONDS = 15

# Where a mail went: to a server, or into the folder.
Went = Literal["sent", "kept"]


class MailFailed(Exception):
    """It did not go out. What it was about is saved all the same."""


@dataclass(frozen=True)
class Mail:
    """One message to one person, in plain text."""

    to: str
    subject: str
    text: str


def send(server: MailServer | None, folder: Path, mail: Mail, now: datetime) -> Went:
    """Raises MailFailed; ValueError for an address or subject that would be more than one line."""
    message = _written(mail, server.sender if server else "preventiespiegel@localhost", now)
    try:
        if server is None:
            _keep(folder / OUTBOX, message, now)
            return "kept"
        _hand_over(server, message)
    except (OSError, smtplib.SMTPException) as fault:
        # What a server answers may hold the address; the name of the fault is enough for a log.
        raise MailFailed(type(fault).__name__) from None
    return "sent"


def _written(mail: Mail, sender: str, now: datetime) -> EmailMessage:
    if not email_key(mail.to):
        raise ValueError("this is not one mail address")
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.to.strip()
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    # No machine should answer this one.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    return message


def _hand_over(server: MailServer, message: EmailMessage) -> None:
    context = ssl.create_default_context()
    where = (server.host, server.port)
    secure = server.scheme == "smtps"
    made = (
        smtplib.SMTP_SSL(*where, timeout=PATIENCE_SECONDS, context=context)
        if secure
        else smtplib.SMTP(*where, timeout=PATIENCE_SECONDS)
    )
    with made as connection:
        if server.scheme == "smtp+starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(message)


def _keep(folder: Path, message: EmailMessage, now: datetime) -> None:
    """A file that only the owner of the installation can read: the link in it lets someone in."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.eml"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(bytes(message))
        file.flush()
        os.fsync(file.fileno())
