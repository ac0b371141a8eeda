"""Links that go to someone else, and the mail that brings them there."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import request, url_for

from assessment.core.mail_server import LOOPBACK
from assessment.services import mail
from assessment.services.mail import Mail, MailFailed, Went
from assessment.web.current import now, parts

log = logging.getLogger(__name__)


def base_address() -> str | None:
    """How others reach this installation; None when only the request says so.

    Anyone can send a request with a name of their own in it. A link in a mail would lead there.
    """
    settings = parts().settings
    if settings.address:
        return settings.address
    name = urlsplit(request.host_url).hostname or ""
    if settings.trusted_hosts or name in LOOPBACK:
        # Flask has refused every other name by now.
        return f"{'https' if settings.secure_cookies else request.scheme}://{request.host}"
    return None


def link_to(endpoint: str, **parts_of_it: str) -> str:
    """A whole address, to show on the page of whoever asked for it; that may be any name."""
    return (base_address() or request.host_url.rstrip("/")) + url_for(endpoint, **parts_of_it)  # type: ignore[arg-type]


def send(message: Mail) -> Went | None:
    """Outside the transaction, for it may take long. None when it did not go out."""
    settings = parts().settings
    if base_address() is None:
        return None
    try:
        return mail.send(settings.mail_server, settings.instance, message, now())
    except (MailFailed, ValueError) as fault:
        log.warning("a mail was not sent: %s", fault)
        return None
