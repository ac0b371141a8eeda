"""`link`: the way in for who can reach the server, also when a password or a phone is lost."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from assessment.cli import main
from assessment.services import account, second_factor
from assessment.services.tokens import digest
from assessment.storage import accounts, people
from assessment.storage.tables import audit_events
from tests.database import NOW

EMAIL = "jeugd@voorbeeld.example"


@pytest.fixture
def link(database, url, tmp_path, monkeypatch, capsys):
    """Gives the command on this database, and what it said."""
    monkeypatch.setenv("PREVENTIESPIEGEL_DATABASE_URL", url)
    monkeypatch.setenv("PREVENTIESPIEGEL_INSTANCE", str(tmp_path))

    def give(*arguments):
        code = main(["link", *arguments])
        said = capsys.readouterr()
        return code, said.out.strip(), said.err

    return give


def test_without_more_it_is_for_the_first_person(database, person, link):
    code, said, _ = link("--port", "9000")
    assert code == 0
    assert urlsplit(said).netloc == "127.0.0.1:9000"
    token = urlsplit(said).path.removeprefix("/binnenkomen/")
    with database.read() as connection:
        assert people.holder_of_link(connection, digest(token), datetime.now(UTC)) == person.id


def test_for_an_address_it_is_a_link_to_a_new_password(database, person, colleague, link):
    with database.write() as connection:
        account.set_email(connection, colleague, EMAIL, NOW)
        second_factor.propose(connection, "een sleutel", colleague.id)
        sealed = accounts.of_person(connection, colleague.id).totp_new_secret
        accounts.confirm_totp(connection, colleague.id, sealed, 1)
    code, said, _ = link("--email", EMAIL.upper())
    assert code == 0
    assert urlsplit(said).path.startswith("/wachtwoord/")
    with database.read() as connection:
        assert second_factor.has(accounts.of_person(connection, colleague.id))
    # The phone is lost: noted, and for this person alone.
    link("--email", EMAIL, "--zonder-tweede-stap")
    with database.read() as connection:
        assert not second_factor.has(accounts.of_person(connection, colleague.id))
        noted = connection.execute(select(audit_events.c.action, audit_events.c.object_id)).all()
    assert ("second_factor.removed", colleague.id) in noted


@pytest.mark.parametrize("closed", [True, False])
def test_an_address_that_nobody_has_is_said(database, person, link, closed):
    if closed:
        with database.write() as connection:
            account.set_email(connection, person, EMAIL, NOW)
            accounts.close(connection, person.id, NOW)
    code, said, told = link("--email", EMAIL)
    assert (code, said) == (1, "")
    assert "geen open account" in told
