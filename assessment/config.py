"""The settings, read once from the environment; what is unknown or unsafe stops the start."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assessment.core.mail_server import MailServer, read_server
from assessment.core.retention import Keep
from assessment.providers import Provider, read_providers, setting_names

PREFIX = "PREVENTIESPIEGEL_"
ROOT = Path(__file__).resolve().parents[1]

_OWN = (
    "DATABASE_URL",
    "INSTANCE",
    "SECRET_KEY",
    "DEMO",
    "TLS",
    "CONTENT",
    "TRUSTED_HOSTS",
    "SECURITY_CONTACT",
    "ADDRESS",
    "SMTP",
    "MAIL_FROM",
    "OPEN_COMPARE",
    "REPORT_KEY",
    "KNOWN_KEYS",
    "PROXIES",
    "IDLE_HOURS",
    "SESSION_HOURS",
)
# How long things are kept: the name of the setting, and of the field of `Keep`.
_KEEP = {
    "KEEP_REMOVED_DAYS": "removed_days",
    "KEEP_SCANS_YEARS": "scans_years",
    "KEEP_LOGBOOK_YEARS": "logbook_years",
    "KEEP_LINKS_DAYS": "links_days",
}
_LONGEST = 3650  # a typing error must not keep things for centuries
# Read elsewhere: by the command line, and by the tests.
_ELSEWHERE = ("HOST", "PORT", "TEST_DATABASE")
_KEY_LENGTH = 32
_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/?|https?://\[[0-9a-f:]+\](?::[0-9]{1,5})?/?"
)
LONGEST_SESSION = 30 * 24  # hours
_CONTACT = re.compile(r"mailto:[!-~]+@[!-~]+|https://[!-~]+|tel:[+0-9.-]+")


@dataclass(frozen=True)
class Settings:
    """Everything that differs between two installations."""

    database_url: str = field(repr=False)  # may hold a password
    instance: Path
    secret_key: str = field(repr=False)
    demo: bool
    secure_cookies: bool
    content: Path
    open_compare: bool = False  # anyone may compare reports out of files
    trusted_hosts: tuple[str, ...] = ()  # names under which it may be reached; empty: any
    security_contact: str = ""  # where someone reports a leak; empty: there is no security.txt
    report_key: Path | None = None  # where the key that signs reports stands; see `key_files`
    known_keys: Path | None = None
    keep: Keep = field(default_factory=Keep)
    address: str = ""  # how others reach it; links in mail begin with this
    mail_server: MailServer | None = None  # without one, mail stays in a folder
    providers: tuple[Provider, ...] = ()  # where people may sign in for us
    proxies: int = 0  # how many proxies in front of it say where a visitor is
    idle_hours: int = 12
    session_hours: int = 168

    @property
    def key_files(self) -> tuple[Path, Path]:
        """The secret key of this installation and the public keys of others, if they are there."""
        return key_files(self.instance, self.report_key, self.known_keys)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Raises ValueError, in Dutch."""
        given = {
            name.removeprefix(PREFIX): value.strip()
            for name, value in environ.items()
            if name.startswith(PREFIX)
        }
        names = (*_OWN, *_KEEP, *_ELSEWHERE)
        unknown = sorted(given.keys() - {*names} - setting_names(given))
        if unknown:
            raise ValueError(
                f"Onbekende instelling: {', '.join(PREFIX + name for name in unknown)}. "
                f"Bekend zijn: {', '.join(PREFIX + name for name in names)}."
            )
        instance = Path(given.get("INSTANCE") or ROOT / "instance").resolve()
        file = instance / "preventiespiegel.db"
        content = Path(given.get("CONTENT") or ROOT / "questions").resolve()
        if not content.is_dir():
            raise ValueError(f"{PREFIX}CONTENT: er is geen map {content}.")
        trusted_hosts = tuple(given.get("TRUSTED_HOSTS", "").replace(",", " ").split())
        address = _address(given.get("ADDRESS", ""))
        return cls(
            database_url=given.get("DATABASE_URL") or f"sqlite:///{file}",
            instance=instance,
            secret_key=_secret_key(given.get("SECRET_KEY"), instance),
            demo=_switch(given, "DEMO"),
            secure_cookies=_switch(given, "TLS"),
            open_compare=_switch(given, "OPEN_COMPARE"),
            content=content,
            trusted_hosts=trusted_hosts,
            security_contact=_contact(given.get("SECURITY_CONTACT", "")),
            report_key=_path(given.get("REPORT_KEY")),
            known_keys=_path(given.get("KNOWN_KEYS")),
            keep=_keep(given),
            address=address,
            mail_server=_mail_server(given, bool(address or trusted_hosts)),
            providers=read_providers(given, PREFIX),
            proxies=_number(given, "PROXIES", 0, 0, 5),
            idle_hours=_number(given, "IDLE_HOURS", 12, 1, LONGEST_SESSION),
            session_hours=_number(given, "SESSION_HOURS", 168, 1, LONGEST_SESSION),
        )


def key_files(
    instance: Path, report_key: Path | None = None, known_keys: Path | None = None
) -> tuple[Path, Path]:
    return report_key or instance / "rapport.key", known_keys or instance / "bekende-sleutels.txt"


def key_files_from(environ: Mapping[str, str]) -> tuple[Path, Path]:
    """For a command that needs the keys and nothing else: it makes no secret key on its way."""
    names = ("INSTANCE", "REPORT_KEY", "KNOWN_KEYS")
    given = [environ.get(f"{PREFIX}{name}", "").strip() for name in names]
    return key_files(_path(given[0]) or ROOT / "instance", _path(given[1]), _path(given[2]))


def _path(given: str | None) -> Path | None:
    return Path(given).resolve() if given else None


def _switch(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "0")
    if value not in ("0", "1"):
        raise ValueError(f"{PREFIX}{name} moet 0 of 1 zijn, niet “{value[:20]}”.")
    return value == "1"


def _number(given: Mapping[str, str], name: str, otherwise: int, least: int, most: int) -> int:
    text = given.get(name, "") or str(otherwise)
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and least <= int(text) <= most):
        raise ValueError(
            f"{PREFIX}{name} moet een getal zijn van {least} tot en met {most}, niet “{text[:20]}”."
        )
    return int(text)


def _keep(given: Mapping[str, str]) -> Keep:
    chosen = {
        field_name: _number(given, name, 0, 1, _LONGEST)
        for name, field_name in _KEEP.items()
        if given.get(name)
    }
    return Keep(**chosen)


def _contact(given: str) -> str:
    """An address that a program can follow, as RFC 9116 asks."""
    if given and not _CONTACT.fullmatch(given):
        raise ValueError(
            f"{PREFIX}SECURITY_CONTACT moet beginnen met mailto:, https:// of tel:. "
            "Bijvoorbeeld mailto:beveiliging@gemeente.example."
        )
    return given


def _address(given: str) -> str:
    if given and not _ADDRESS.fullmatch(given):
        raise ValueError(
            f"{PREFIX}ADDRESS moet alleen https:// en de naam van de server zijn. "
            "Bijvoorbeeld https://spiegel.gemeente.example."
        )
    return given.rstrip("/")


def _mail_server(given: Mapping[str, str], knows_address: bool) -> MailServer | None:
    if not given.get("SMTP"):
        return None
    if not knows_address:
        # The name in a request may be anything, and a link in a mail must not lead there.
        raise ValueError(
            f"{PREFIX}SMTP: geef ook {PREFIX}ADDRESS. Anders weten wij niet naar welk adres een "
            "link in een mail moet leiden."
        )
    return read_server(given["SMTP"], given.get("MAIL_FROM", ""))


def _secret_key(given: str | None, instance: Path) -> str:
    if given is not None:
        if len(given) < _KEY_LENGTH or len(set(given)) < _KEY_LENGTH // 4:
            raise ValueError(
                f"{PREFIX}SECRET_KEY is te zwak: neem minstens {_KEY_LENGTH} willekeurige tekens."
            )
        return given
    path = instance / "secret.key"
    try:
        if not path.exists():
            _make_key(path)
        mode = path.stat().st_mode & 0o777
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as fault:
        raise ValueError(f"{path} is niet te lezen of te maken: {fault}") from fault
    if mode & 0o077:
        raise ValueError(f"Anderen kunnen {path} lezen. Zet dat dicht met: chmod 600 {path}")
    if len(key) < _KEY_LENGTH:
        raise ValueError(f"{path} is beschadigd. Haal het weg; bij de start komt er een nieuw.")
    return key


def _make_key(path: Path) -> None:
    """Several processes may start at once: the first one wins and no one reads half a key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # mode 600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)
